using Kata.Checking;
using Kata.Machine;
using Kata.Maintaining.Stubs;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Maintaining.Stubs;

public class StubTests
{
    [Test]
    public void The_value_of_a_statement_becomes_a_blank() => Assert.Multiple(() =>
    {
        Becomes("int port = int.Parse(args[1]); // blank: the port", "int port = __; // the port");
        Becomes("writer.NewLine = \"\\r\\n\"; // blank: a line's end", "writer.NewLine = __; // a line's end");
        Becomes("text += more(); // blank: two lines", "text += __; // two lines");
        Becomes("return 1; // blank: the exit code", "return __; // the exit code");
        Becomes(
            "string s = \"// blank: no mark\" + f(\n            1); // blank: two lines become one",
            "string s = __; // two lines become one");
    });

    [Test]
    public void The_stub_names_the_type_that_var_stands_for() => Assert.Multiple(() =>
    {
        Becomes("using var socket = new Socket(a, b); // blank: it", "using Socket socket = __; // it");
        Becomes("var buffer = new byte[2 * 8]; // blank: it", "byte[] buffer = __; // it");
        Becomes("var d = new Dictionary<string, int[]>(); // blank: it", "Dictionary<string, int[]> d = __; // it");
        Becomes("var n = (long)m; // blank: it", "long n = __; // it");
    });

    [Test]
    public void A_whole_statement_becomes_a_blank() => Assert.Multiple(() =>
    {
        Becomes("socket.Connect(host, port); // blank line: connect it", "_ = __; // in place of this line: connect it");
        Becomes("pressed.Cancel = true; // blank line: live on", "_ = __; // in place of this line: live on");
    });

    [Test]
    public void A_mark_may_stand_above_its_statement() => Assert.Multiple(() =>
    {
        Becomes("// blank: the port\n        int port = int.Parse(args[1]);", "int port = __; // the port");
        Becomes(
            "// blank line: connect\n        socket.Connect(host,\n            port);\n        f();",
            "_ = __; // in place of this line: connect\n        f();");
    });

    [Test]
    public void What_follows_in_the_block_becomes_one_blank() => Assert.Multiple(() =>
    {
        Becomes(
            "f();\n        // blank from here: the rest\n        g();\n\n        // why\n        return 1; // so",
            "f();\n        return __; // the rest");
        Becomes(
            "while (true)\n        {\n            // blank from here: the rest\n            f();\n            g();\n        }\n        return 1;",
            "while (true)\n        {\n            _ = __; // in place of this line: the rest\n        }\n        return 1;");
    });

    [TestCase("static void", "_ = __; // in place of this line: all")]
    [TestCase("static Task", "return __; // all")]
    [TestCase("static int", "return __; // all")]
    public void A_body_becomes_a_blank_of_the_kind_that_its_method_needs(string method, string blank) =>
        Assert.That(
            Stub.Of(
                "S.cs",
                $"class C\n{{\n    {method} M()\n    {{\n        // blank from here: all\n        throw new E();\n    }}\n}}\n"),
            Is.EqualTo($"class C\n{{\n    {method} M()\n    {{\n        {blank}\n    }}\n}}\n"));

    [TestCase("static async Task", "static Task")]
    [TestCase("async ValueTask<int>", "ValueTask<int>")]
    public void A_body_takes_async_with_it(string method, string stub) =>
        Assert.That(
            Stub.Of("S.cs", $"class C\n{{\n    {method} M()\n    {{\n        // blank from here: all\n        await f();\n    }}\n}}\n"),
            Is.EqualTo($"class C\n{{\n    {stub} M()\n    {{\n        return __; // all\n    }}\n}}\n"));

    [Test]
    public void An_async_method_of_which_something_is_left_stays_async() =>
        Assert.That(
            Stub.Of(
                "S.cs",
                "class C\n{\n    async Task M()\n    {\n        await f();\n        // blank from here: more\n        await g();\n    }\n}\n"
            ),
            Does.Contain("async Task M()").And.Contain("        await f();\n        _ = __; // in place of this line: more\n    }"));

    [Test]
    public void Statements_in_the_middle_of_a_block_become_one_blank() => Assert.Multiple(() =>
    {
        Becomes("f();\n        // blank from here: some\n        g();\n        return 2;\n        // blank to here\n\n        return 1;",
            "f();\n        _ = __; // in place of this line: some\n\n        return 1;");
        Becomes("// blank from here: all\n        g();\n        // blank to here", "return __; // all");
    });

    [Test]
    public void A_stub_may_lack_a_statement() => Assert.Multiple(() =>
    {
        Becomes("f();\n\n        g(); // stub: nothing\n        return 1; // blank: it", "f();\n        return __; // it");
        Becomes("return 1; // blank: it\n\n        // stub: nothing\n        static int G() =>\n            1;", "return __; // it");
    });

    [Test]
    public void A_stub_may_lack_a_member_with_its_comments() =>
        Becomes(
            "return 1; // blank: it\n    }\n\n    // stub: nothing\n    // What it is for.\n    int N() => 1;\n\n    void O()\n    {",
            "return __; // it\n    }\n\n    void O()\n    {");

    [Test]
    public void A_stub_may_differ_in_a_text() => Assert.Multiple(() =>
    {
        Becomes("string r = $\"GET {args[2]}\"; // stub: CET instead of GET", "string r = $\"CET {args[2]}\";");
        Becomes("// stub: CET instead of GET\n        f(\"GET\");", "f(\"CET\");");
    });

    [Test]
    public void The_lesson_names_the_exercises_and_the_rest_is_kept_to_the_byte()
    {
        const string solution =
            "\uFEFF// Run: dotnet run --project solutions -- 01\r\n// Check: dotnet test solutions --filter x\r\n\r\nclass C\r\n{\tint M( ) {\r\n  return 1; // blank: it \r\n // dotnet test solutions here\r\n } }";
        Assert.That(
            Stub.Of("S.cs", solution),
            Is.EqualTo(
                solution
                    .Replace("project solutions", "project exercises")
                    .Replace("Check: dotnet test solutions", "Check: dotnet test exercises")
                    .Replace("return 1; // blank: it ", "return __; // it")));
    }

    [TestCase("f(); // blank: it", "S.cs:5: there is no value to take out of «f();»: write «// blank line: …» to have all of it written")]
    [TestCase("var x = f(); // blank: it",
        "S.cs:5: the stub has to name the type of «f()», which cannot be read here: write the type instead of var")]
    [TestCase("f(); // blank it",
        "S.cs:5: «// blank it» is no mark: write «// blank: …», «// blank line: …», «// blank from here: …», «// blank to here», «// stub: … instead of …» or «// stub: nothing», or begin the comment with another word"
    )]
    [TestCase("f(); // stub: CET", "S.cs:5: «stub: CET» does not say what is replaced: write «// stub: X instead of Y»")]
    [TestCase("f(\"GET GET\"); // stub: CET instead of GET",
        "S.cs:5: «GET» occurs more than once in its statement: name a text that occurs in it once")]
    [TestCase("f(1); // stub: CET instead of GET", "S.cs:5: «GET» occurs nowhere in its statement: name a text that occurs in it once")]
    [TestCase("f(1,// blank: it\n2);",
        "S.cs:5: the mark belongs to no statement: put it behind the semicolon that ends a statement, or on a line of its own above it")]
    [TestCase("f();\n        // blank: it\n    }\n    void N()\n    {",
        "S.cs:6: the mark belongs to no statement: put it directly above a statement")]
    [TestCase("f(); // blank from here: it",
        "S.cs:5: «blank from here» does not stand before statements of a block: put it on a line of its own inside of the braces")]
    [TestCase("// blank from here: it\n        f();\n        g(); // blank line: it",
        "S.cs:7: what it marks has gone with the mark above: remove one of the two marks")]
    [TestCase("f(); // blank line: it\n    }\n    // stub: nothing\n    void N()\n    {\n        f(); // blank line: it",
        "S.cs:10: what it marks has gone with the mark above: remove one of the two marks")]
    [TestCase("f();\n        // blank to here\n        g();",
        "S.cs:6: nothing ends here: write «// blank from here: …» above it, in the same block")]
    [TestCase("f();",
        "S.cs:1: nothing is marked: say what becomes a blank with «// blank: …», «// blank line: …», «// blank from here: …», «// blank to here», «// stub: … instead of …» or «// stub: nothing»"
    )]
    public void A_mark_that_cannot_be_followed_is_told_with_its_line_and_a_remedy(string statements, string message) =>
        Assert.That(() => Stub.Of("solutions/S.cs", Program(statements)), Throws.TypeOf<MarkException>().With.Message.EqualTo(message));

    [Test]
    public void Marks_can_be_taken_out() =>
        Assert.That(
            Stub.WithoutMarks(Program("f(1); // blank line: it\n        // blank from here: it\n        g(); // why\n        h();")),
            Is.EqualTo(Program("f(1);\n        g(); // why\n        h();")));

    [TestCaseSource(typeof(Step), nameof(Step.All))]
    public void An_exercise_is_what_its_solution_makes_of_it(Step step)
    {
        var path = Path.Combine(Repository.Root, "solutions", step.FileName);
        Assert.That(
            File.ReadAllText(Path.Combine(Repository.Root, "exercises", step.FileName)),
            Is.EqualTo(Stub.Of(path, File.ReadAllText(path))));
    }

    private static void Becomes(string solution, string stub) => Assert.That(Stub.Of("S.cs", Program(solution)), Is.EqualTo(Program(stub)));

    private static string Program(string statements) =>
        $"class C\n{{\n    int M()\n    {{\n        {statements}\n    }}\n}}\n";
}
