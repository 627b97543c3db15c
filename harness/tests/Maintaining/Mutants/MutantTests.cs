using Kata.Maintaining.Mutants;
using Kata.Results;
using NUnit.Framework;

namespace Kata.Tests.Maintaining.Mutants;

[Parallelizable(ParallelScope.All)]
public class MutantTests
{
    private static readonly Lazy<Mutant[]> OfAllSteps = new(() => [.. Step.All.SelectMany(Subject.Of).SelectMany(Mutant.Of)]);

    [Test]
    public void Every_operator_changes_something_in_some_program() =>
        Assert.That(MutationOperator.All.Select(one => one.Name).Except(OfAllSteps.Value.Select(mutant => mutant.Operator)), Is.Empty);

    [Test]
    public void No_two_mutants_of_a_program_have_the_same_text() =>
        Assert.That(OfAllSteps.Value.Select(mutant => (mutant.Subject.Path, mutant.Source)), Is.Unique);

    [Test]
    public void Every_step_and_every_variant_has_mutants() =>
        Assert.That(
            OfAllSteps.Value.Select(mutant => mutant.Subject.Path).Distinct(),
            Is.EquivalentTo(Step.All.SelectMany(Subject.Of).Select(subject => subject.Path)));

    [TestCase("condition-negated", "while (a < b) F();", "while (!(a < b)) F();")]
    [TestCase("operator-relaxed", "if (a < b) F();", "if (a <= b) F();")]
    [TestCase("off-by-one", "F(4);", "F(5);")]
    [TestCase("statement-dropped", "F(); G(1);", "; G(1);")]
    [TestCase("arguments-swapped", "F(a, b);", "F(b, a);")]
    [TestCase("one-round-only", "while (a) { F(); }", "while (a) { F(); break; }")]
    [TestCase("catch-emptied", "try { F(); } catch (SocketException) { G(); }", "try { F(); } catch (SocketException) { }")]
    [TestCase("other-output", "Console.WriteLine(a);", "Console.Error.WriteLine(a);")]
    [TestCase("count-ignored", "s.Send(buffer, 0, count);", "s.Send(buffer);")]
    [TestCase("count-ignored", "F(buffer[..count]);", "F(buffer);")]
    [TestCase("byte-order", "BinaryPrimitives.ReadUInt32BigEndian(b);", "BinaryPrimitives.ReadUInt32LittleEndian(b);")]
    [TestCase("sign", "BinaryPrimitives.ReadUInt32BigEndian(b);", "BinaryPrimitives.ReadInt32BigEndian(b);")]
    [TestCase("time-out", "F(TimeSpan.FromSeconds(2));", "F(TimeSpan.FromSeconds(2) * 10);")]
    [TestCase("host-fixed", "s.Connect(host, p);", "s.Connect(\"127.0.0.1\", p);")]
    [TestCase("line-end", "F(\"a\\r\\n\");", "F(\"a\\n\");")]
    [TestCase("reset-for-close", "using var s = new Socket(x);", "using var s = new Socket(x); s.LingerState = new(true, 0);")]
    [TestCase("await-dropped", "await F();", "_ = F();")]
    [TestCase("token-lost", "F(cancellation);", "F(CancellationToken.None);")]
    [TestCase("operator-relaxed", "if (a == 0) F();", "if (a >= 0) F();")]
    [TestCase("operator-relaxed", "if (a.CompareTo(b) == 0) F();", "if (a.CompareTo(b) <= 0) F();")]
    [TestCase("operator-relaxed", "if (have == bytes.Length) F();", "if (have <= bytes.Length) F();")]
    [TestCase("operator-relaxed", "if (words.Length == 3) F();", "if (words.Length >= 3) F();")]
    [TestCase("operator-relaxed",
        "if (e.SocketErrorCode == SocketError.TimedOut) F();",
        "if (e.SocketErrorCode != SocketError.TimedOut) F();")]
    [TestCase("off-by-one", "F(new byte[4 + n]);", "F(new byte[5 + n]);")]
    [TestCase("off-by-one", "for (var wait = 100; wait <= 800; wait *= 2) F();", "for (var wait = 100; wait <= 799; wait *= 2) F();")]
    [TestCase("off-by-one", "F(1024);", "F(1025);")]
    [TestCase("constant-changed", "F(new UTF8Encoding(false, true));", "F(new UTF8Encoding(false, false));")]
    [TestCase("constant-changed", "F(new StreamWriter(s, new UTF8Encoding(false)));", "F(new StreamWriter(s, new UTF8Encoding(true)));")]
    [TestCase("statement-moved", "s.Send(a); s.Shutdown(b);", "s.Shutdown(b); s.Send(a);")]
    [TestCase("statement-moved", "int n = s.Receive(b); F();", "F(); int n = s.Receive(b);")]
    [TestCase("statement-moved", "step = A; F();", "F(); step = A;")]
    [TestCase("statement-moved", "int n = have; have = 0;", "have = 0; int n = have;")]
    [TestCase("statement-moved", "s.Receive(b); s.ReceiveTimeout = n;", "s.ReceiveTimeout = n; s.Receive(b);")]
    [TestCase("sum-overwritten", "have += s.Receive(b);", "have = s.Receive(b);")]
    [TestCase("statement-moved", "Console.Write(n); n = 0;", "n = 0; Console.Write(n);")]
    [TestCase("statement-moved",
        "Console.Write(a); using var c = new TcpClient(h, p);",
        "using var c = new TcpClient(h, p); Console.Write(a);")]
    [TestCase("using-dropped", "while (a) { using var s = new Socket(x); F(s); }", "while (a) { var s = new Socket(x); F(s); }")]
    [TestCase("using-dropped", "await using var f = new FileStream(p, m);", "var f = new FileStream(p, m);")]
    [TestCase("using-dropped", "using var t = c.GetStream();", "var t = c.GetStream();")]
    [TestCase("buffer-size", "var b = new byte[4]; s.Receive(b);", "var b = new byte[1]; s.Receive(b);")]
    [TestCase("buffer-size", "var b = new byte[4096]; s.Receive(b);", "var b = new byte[2048]; s.Receive(b);")]
    [TestCase("buffer-size",
        "var b = new byte[64]; while (F()) s.Receive(b, n, 64 - n);",
        "var b = new byte[32]; while (F()) s.Receive(b, n, 64 - n);")]
    [TestCase("buffer-size",
        "F(SocketType.Dgram); var b = new byte[64]; while (F()) s.Receive(b);",
        "F(SocketType.Dgram); var b = new byte[32]; while (F()) s.Receive(b);")]
    [TestCase("buffer-size", "F(new byte[n]);", "F(new byte[(n) + 1]);")]
    [TestCase("catch-wider", "while (a) { try { F(); } catch (A) { } }", "while (a) { try { F(); } catch (Exception) { } }")]
    [TestCase("catch-wider",
        "try { try { F(); } catch (A) { } } catch (B) { }",
        "try { try { F(); } catch (Exception) { } } catch (B) { }")]
    [TestCase("catch-wider", "try { F(); } catch (A e) when (e.Code == 1) { }", "try { F(); } catch (A e)  { }")]
    [TestCase("offset-dropped", "s.Blocking = false; sent += s.Send(b[sent..]);", "s.Blocking = false; sent += s.Send(b[0..]);")]
    [TestCase("offset-dropped", "s.Send(b[start..]);", "s.Send(b[0..]);")]
    [TestCase("count-ignored", "sent += s.Send(b[sent..count]);", "sent += s.Send(b);")]
    [TestCase("other-name", "F(Encoding.ASCII.GetString(a));", "F(Encoding.UTF8.GetString(a));")]
    [TestCase("other-name", "F(Encoding.UTF8.GetBytes(a));", "F(Encoding.ASCII.GetBytes(a));")]
    [TestCase("other-name", "while (n < b.Length) n += s.Receive(b);", "while (n < b.Length - 1) n += s.Receive(b);")]
    [TestCase("trimmed", "Console.WriteLine($\"Port {text}\");", "Console.WriteLine(($\"Port {text}\").ToString()!.Trim());")]
    public void An_operator_makes_this_of_that(string name, string body, string made) =>
        Assert.That(Made(name, Program(body)), Does.Contain(Program(made)));

    /// <summary>What stands there instead would be the same program, or one within what no check can measure.</summary>
    [TestCase("operator-relaxed", "if (count == 0) F();", "if (count <= 0) F();")]
    [TestCase("operator-relaxed", "if (next == -1) F();", "if (next <= -1) F();")]
    [TestCase("operator-relaxed", "if (outcome != 0) F();", "if (outcome > 0) F();")]
    [TestCase("operator-relaxed", "if (have == bytes.Length) F();", "if (have >= bytes.Length) F();")]
    [TestCase("operator-relaxed",
        "if (e.SocketErrorCode == SocketError.TimedOut) F();",
        "if (e.SocketErrorCode <= SocketError.TimedOut) F();")]
    [TestCase("operator-relaxed",
        "while (clock.Elapsed.TotalSeconds < seconds) F();",
        "while (clock.Elapsed.TotalSeconds <= seconds) F();")]
    [TestCase("off-by-one", "var b = new byte[16 * 1024];", "var b = new byte[16 * 1023];")]
    [TestCase("off-by-one", "foreach (var wait in new[] { 100, 800 }) F();", "foreach (var wait in new[] { 100, 799 }) F();")]
    [TestCase("off-by-one", "F((int)(1000 * seconds));", "F((int)(1001 * seconds));")]
    [TestCase("off-by-one", "await Task.Delay(200);", "await Task.Delay(201);")]
    [TestCase("constant-changed", "F(new UTF8Encoding(false, true));", "F(new UTF8Encoding(true, true));")]
    [TestCase("other-name", "F(Encoding.UTF8.GetMaxCharCount(n));", "F(Encoding.Latin1.GetMaxCharCount(n));")]
    [TestCase("statement-moved", "step = A; using var c = new TcpClient();", "using var c = new TcpClient(); step = A;")]
    [TestCase("statement-moved", "s.Send(a); var b = new byte[512];", "var b = new byte[512]; s.Send(a);")]
    [TestCase("statement-moved",
        "s.Send(a); using var o = Console.OpenStandardOutput();",
        "using var o = Console.OpenStandardOutput(); s.Send(a);")]
    [TestCase("statement-moved", "Console.WriteLine(a); s.ReceiveTimeout = n;", "s.ReceiveTimeout = n; Console.WriteLine(a);")]
    [TestCase("off-by-one", "int deadline = a ? n : 3000;", "int deadline = a ? n : 2999;")]
    [TestCase("arguments-swapped", "F(Math.Min(a, b));", "F(Math.Min(b, a));")]
    [TestCase("other-name", "F(Encoding.ASCII.GetBytes(a));", "F(Encoding.UTF8.GetBytes(a));")]
    [TestCase("other-name",
        "while (sent < b.Length) sent += s.Send(b[sent..]);",
        "while (sent < b.Length - 1) sent += s.Send(b[sent..]);")]
    [TestCase("statement-moved", "s.Send(a); using var c = new CancellationTokenSource(n);",
        "using var c = new CancellationTokenSource(n); s.Send(a);")]
    [TestCase("trimmed", "Console.WriteLine(s.Port);", "Console.WriteLine((s.Port).ToString()!.Trim());")]
    [TestCase("operator-relaxed", "while (Environment.TickCount64 is var now && now < until) F();",
        "while (Environment.TickCount64 is var now && now <= until) F();")]
    [TestCase("operator-relaxed", "var left = n - clock.Elapsed; if (left <= a) F();", "var left = n - clock.Elapsed; if (left < a) F();")]
    [TestCase("off-by-one", "await Task.Delay(10);", "await Task.Delay(11);")]
    [TestCase("statement-moved", "bool head = a == b; what = c;", "what = c; bool head = a == b;")]
    [TestCase("statement-moved", "s.Connect(h, p); s.ReceiveTimeout = n;", "s.ReceiveTimeout = n; s.Connect(h, p);")]
    [TestCase("sum-overwritten", "sent += s.Send(b[sent..]);", "sent = s.Send(b[sent..]);")]
    [TestCase("using-dropped", "using var c = new HttpClient();", "var c = new HttpClient();")]
    [TestCase("await-dropped", "await Console.Error.WriteLineAsync(a);", "_ = Console.Error.WriteLineAsync(a);")]
    [TestCase("using-dropped", "using var s = new Socket(x);", "var s = new Socket(x);")]
    [TestCase("using-dropped", "while (a) { using var s = new Socket(x); s.Close(); }", "while (a) { var s = new Socket(x); s.Close(); }")]
    [TestCase("using-dropped", "using var c = new CancellationTokenSource(t);", "var c = new CancellationTokenSource(t);")]
    [TestCase("using-dropped", "await using var f = new FileStream(p, m);", "using var f = new FileStream(p, m);")]
    [TestCase("buffer-size", "var b = new byte[4096]; while (F()) s.Receive(b);", "var b = new byte[1]; while (F()) s.Receive(b);")]
    [TestCase("buffer-size",
        "var b = new byte[16 * 1024]; while (s.Read(b, 0, n) > 0) F();",
        "var b = new byte[(16 * 1024) + 1]; while (s.Read(b, 0, n) > 0) F();")]
    [TestCase("buffer-size", "F(new char[n]);", "F(new char[(n) + 1]);")]
    [TestCase("catch-wider", "try { F(); } catch (SocketException) { }", "try { F(); } catch (Exception) { }")]
    [TestCase("catch-wider", "try { F(); } catch (Exception e) when (e is A or B) { }", "try { F(); } catch (Exception e)  { }")]
    [TestCase("catch-wider",
        "try { try { F(); } catch (A) { } } catch (A) { }",
        "try { try { F(); } catch (Exception) { } } catch (A) { }")]
    [TestCase("offset-dropped", "sent += s.Send(b[sent..]);", "sent += s.Send(b[0..]);")]
    [TestCase("count-ignored", "sent += await s.SendAsync(b.AsMemory(sent));", "sent += await s.SendAsync(b.AsMemory());")]
    [TestCase("reset-for-close",
        "using var s = new Socket(SocketType.Dgram, p);",
        "using var s = new Socket(SocketType.Dgram, p); s.LingerState = new(true, 0);")]
    [TestCase("reset-for-close", "l.Listen(5); l.Close();", "l.Listen(5); { l.LingerState = new(true, 0); l.Close(); }")]
    [TestCase("trimmed", "Console.WriteLine($\"Port {s.Port}\");", "Console.WriteLine(($\"Port {s.Port}\").ToString()!.Trim());")]
    public void An_operator_does_not_make_this_of_that(string name, string body, string made) =>
        Assert.That(Made(name, Program(body)), Does.Not.Contain(Program(made)));

    [Test]
    public void A_catch_around_the_call_of_a_method_is_around_its_own()
    {
        const string calls = "void Main() { try { F(); } catch (B) { } } ";

        Assert.That(Made("catch-wider", $"class P {{ {calls}void F() {{ try {{ G(); }} catch (A) {{ }} }} }}"),
            Does.Contain($"class P {{ {calls}void F() {{ try {{ G(); }} catch (Exception) {{ }} }} }}"));
    }

    [Test]
    public void A_mutant_says_where_it_is_and_what_it_changes()
    {
        var subject = new Subject(Step.None, "x.cs", "class P\n{\n    void F()\n    {\n        G(4);\n    }\n}\n");

        var mutant = Mutant.Of(subject).First(one => one.Operator == "off-by-one");

        Assert.That((mutant.Line, mutant.Place, mutant.Changed), Is.EqualTo((5, "G(4);", "G(5);")));
    }

    [TestCase("jump-dropped", "if (a)\n            return;", "if (a) return;", "if (a) ;")]
    [TestCase("catch-narrower", "try { F(); }\n        catch (A)\n        {\n        }", "catch (A) {",
        "catch (A) when (Environment.TickCount64 < 0) {")]
    public void A_line_that_could_stand_anywhere_has_the_one_before_it(string name, string body, string place, string changed)
    {
        var mutant = Mutant.Of(new(Step.None, "x.cs", $"class P\n{{\n    void F()\n    {{\n        {body}\n    }}\n}}\n"))
            .First(one => one.Operator == name);

        Assert.That((mutant.Place, mutant.Changed), Is.EqualTo((place, changed)));
    }

    [Test]
    public void An_explanation_fits_its_operator_and_place_and_nothing_else()
    {
        var subject = new Subject(Step.None, "x.cs", "class P { void F() { G(4); } }");
        var mutants = Mutant.Of(subject).ToList();
        var place = mutants[0].Place;
        var explanation = new EquivalentMutant("off-by-one", place, "*", "any number does", "file", 1);

        Assert.That(mutants.Where(explanation.Fits).Select(mutant => mutant.Operator).Distinct(), Is.EqualTo(new[] { "off-by-one" }));
        Assert.That(mutants.Any((explanation with { Place = "G(7);" }).Fits), Is.False);
    }

    private static string Program(string body) => $"class P {{ async Task Main() {{ {body} }} }}";

    private static IEnumerable<string> Made(string name, string program) =>
        Mutant.Of(new(Step.None, "x.cs", program)).Where(mutant => mutant.Operator == name).Select(mutant => mutant.Source);

    [Test]
    public void Every_explanation_still_fits_a_mutant() =>
        Assert.That(
            Step.All.SelectMany(Equivalents.Of).Where(one => !OfAllSteps.Value.Any(one.Fits)).Select(one => $"{one.File}:{one.Line}"),
            Is.Empty);
}
