using System.Reflection;
using Kata.Checking;
using Kata.Maintaining.Stubs;
using Kata.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kata.Maintaining.Linting.Rules;

/// <summary>File, class, lesson and checks of a step agree on its name and its number.</summary>
internal sealed class NamesAndNumbers : ILintRule
{
    public IEnumerable<Finding> Look(Syllabus syllabus) => syllabus.Steps.SelectMany(step => (Finding[])
    [
        .. InTables(step),
        .. InProgram(syllabus, Syllabus.Solution(step), step),
        .. InProgram(syllabus, Syllabus.Exercise(step), step),
        .. InChecks(syllabus, step),
    ]);

    private static IEnumerable<Finding> InTables(Step step)
    {
        if (step.Title.Length > Step.LongestTitle)
            yield return new(
                NewStep.Syllabus,
                null,
                $"the title «{step.Title}» has {step.Title.Length} characters, and the tables of steps have room for {Step.LongestTitle}",
                "give the step a shorter title there, and in README's syllabus");
    }

    private static IEnumerable<Finding> InProgram(Syllabus syllabus, string file, Step step)
    {
        if (!syllabus.Has(file))
            yield break;

        var tree = CSharpSyntaxTree.ParseText(syllabus.TextOf(file));
        var types = tree.GetCompilationUnitRoot().Members.OfType<BaseTypeDeclarationSyntax>().ToList();
        var program = types.OfType<ClassDeclarationSyntax>().FirstOrDefault(type => type.Identifier.Text == step.Name);
        if (program is null)
            yield return new(
                file,
                types.Count == 0 ? null : LineOf(types[0]),
                $"there is no class {step.Name}",
                $"name the program's class {step.Name}, as its file, and put it in no namespace");
        else if (!program.Members.OfType<MethodDeclarationSyntax>().Any(IsMain))
            yield return new(
                file,
                LineOf(program),
                "the class has no Main",
                "give it a method «static int Main(string[] args)», or «static async Task<int> Main(string[] args)»");
    }

    private static IEnumerable<Finding> InChecks(Syllabus syllabus, Step step)
    {
        var file = Syllabus.ChecksOf(step);
        if (!syllabus.Has(file))
            yield break;

        var name = $"{step.Name}Checks";
        var type = syllabus.Checks.GetType(name);
        if (type is null || syllabus.LineOf(file, $"class {name}") is not { } line)
            yield return new(file, null, $"there is no class {name}", "name it so, put it in no namespace, and build harness/checks");
        else if (type.GetCustomAttribute<StepAttribute>()?.Step != step)
            yield return new(
                file,
                line,
                $"{name} is not marked as the checks of step {step.Number}",
                $"write [Step({step.Number})] above it");
    }

    private static bool IsMain(MethodDeclarationSyntax method) =>
        method.Identifier.Text == "Main"
        && method.Modifiers.Any(SyntaxKind.StaticKeyword)
        && method.ReturnType.ToString() is "int" or "Task<int>"
        && method.ParameterList.Parameters is [{ Type: { } type }] && type.ToString() == "string[]";

    private static int LineOf(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
