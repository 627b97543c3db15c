using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Kata.Analyzers.Bench;

// Measures what the rules cost a build: `dotnet run -c Release --project analyzers/bench [lines] [sites] [rounds]`,
// and in methods that are far too long: `… analyzers/bench long [receives] [rounds] [kind]`.
// Builds the same generated code base with and without them in turn, so that a busy machine hits both alike. Measured twice: with
// the compiler server, as `dotnet build` works unless told otherwise, warmed up; and with a compiler process of
// its own for every build, in which the rules' own code is compiled anew each time.
if (args is ["long", .. var rest])
{
    LongMethods.Measure(
        rest.Length > 0 ? int.Parse(rest[0], CultureInfo.InvariantCulture) : 3_000,
        rest.Length > 1 ? int.Parse(rest[1], CultureInfo.InvariantCulture) : 3,
        rest.Length > 2 ? rest[2] : null);
    return 0;
}

if (args.Any(argument => !int.TryParse(argument, out var number) || number < 0) || args is [_, _, "0", ..] || args.Length > 3)
{
    Console.Error.WriteLine("Usage: bench [lines] [socket calls] [rounds], each a whole number, for example: bench 50000 1000 5");
    return 2;
}

var lines = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 50_000;
var sites = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1_000;
var rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 9;
var analyzer = Analyzer();
if (analyzer is null)
{
    Console.Error.WriteLine("Kata.Analyzers.dll is not built: run `dotnet build analyzers -c Release` first.");
    return 2;
}

// A compiler server of our own: nobody else's builds go through it, and it can be ended.
var serverId = $"kata-bench-{Environment.ProcessId}";
var root = Directory.CreateTempSubdirectory("kata-analyzers-bench").FullName;
try
{
    // Nothing from folders above may change the builds.
    File.WriteAllText(Path.Combine(root, "Directory.Build.props"), "<Project />");
    File.WriteAllText(Path.Combine(root, "Directory.Packages.props"), "<Project />");
    File.WriteAllText(Path.Combine(root, ".editorconfig"), "root = true\n");
    foreach (var server in new[] { true, false })
    {
        Measure("with sockets", sites, server);
        Measure("without sockets", 0, server);
    }

    LongMethods.Measure(3_000, rounds: 3);
    LongMethods.Measure(20_000, rounds: 1, "unchecked");
    LongMethods.Measure(20_000, rounds: 1, "a variable each");
}
finally
{
    StopServer();
    Directory.Delete(root, recursive: true);
}

return 0;

void Measure(string name, int wanted, bool server)
{
    var plain = Path.Combine(root, name, "plain");
    var ruled = Path.Combine(root, name, "ruled");
    CodeBase.Write(plain, lines, wanted, null);
    var (written, calls) = CodeBase.Write(ruled, lines, wanted, analyzer);
    foreach (var folder in new[] { plain, ruled })
        Restore(folder);

    // A compiler server compiles its own code better and better during its first builds.
    for (var warmUp = 0; warmUp < (server ? 4 : 1); warmUp++)
    {
        Build(plain, "-v:q", server);
        Build(ruled, "-v:q", server);
    }

    // Each build next to one of the other kind, and in turns first: what a machine does besides changes slowly.
    var (without, with, inside) = (new List<double>(), new List<double>(), new List<double>());
    for (var round = 0; round < rounds; round++)
    {
        if (round % 2 == 0)
            without.Add(Build(plain, "-v:q", server).Seconds);
        with.Add(Build(ruled, "-v:q", server).Seconds);
        if (round % 2 == 1)
            without.Add(Build(plain, "-v:q", server).Seconds);
    }

    for (var round = 0; round < rounds; round++)
        inside.Add(OwnSeconds(Build(ruled, "-v:d -p:ReportAnalyzer=true", server).Output));

    var added = with.Zip(without, (one, other) => one - other).ToList();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
        {name}, {(server ? "compiler server" : "a compiler process per build")}: {written:N0} lines, {calls:N0} socket calls, median of {rounds} rounds on {Environment.ProcessorCount} processors
          build without the rules   {Median(without),6:F2} s   ({Range(without)})
          build with the rules      {Median(with),6:F2} s   ({Range(with)})
          added, side by side       {Median(added) / Median(without) * 100,6:F1} %   (at most 5 %; {Range(added)} s)
          time in the rules         {Median(inside),6:F3} s   ({Range(inside)}; at most 0.3 s)
        """));
}

static void Restore(string folder)
{
    using var restore = Process.Start(
        new ProcessStartInfo("dotnet", "restore -v:q") { WorkingDirectory = folder, RedirectStandardOutput = true }
    )!;
    var output = restore.StandardOutput.ReadToEnd();
    restore.WaitForExit();
    if (restore.ExitCode != 0)
        throw new InvalidOperationException($"The generated project cannot be restored:\n{output}");
}

(double Seconds, string Output) Build(string folder, string options, bool server)
{
    var start = new ProcessStartInfo(
        "dotnet",
        $"build --no-incremental --no-restore --nologo {options} -p:UseSharedCompilation={(server ? "true" : "false")} "
            + $"-p:SharedCompilationId={serverId}")
    {
        WorkingDirectory = folder,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    var clock = Stopwatch.StartNew();
    using var build = Process.Start(start)!;
    var errors = build.StandardError.ReadToEndAsync();
    var output = build.StandardOutput.ReadToEnd();
    build.WaitForExit();
    return build.ExitCode == 0
        ? (clock.Elapsed.TotalSeconds, output)
        : throw new InvalidOperationException($"The generated code does not build:\n{output}{errors.Result}");
}

// The compiler lists each assembly of rules with its seconds: "   0.123    45      Kata.Analyzers, Version=…".
static double OwnSeconds(string output)
{
    var line = Regex.Match(output, @"^\s*(<)?([\d.]+)\s+(<?\d+)\s+Kata\.Analyzers, Version", RegexOptions.Multiline);
    return line.Success
        ? double.Parse(line.Groups[2].Value, CultureInfo.InvariantCulture)
        : throw new InvalidOperationException("The build reports no time for Kata.Analyzers.");
}

void StopServer()
{
    foreach (var process in Process.GetProcesses())
    {
        var arguments = $"/proc/{process.Id}/cmdline";
        try
        {
            // Elsewhere than on Linux it ends by itself after ten minutes without work.
            if (
                File.Exists(arguments)
                && File.ReadAllText(arguments) is var line
                && line.Contains("VBCSCompiler", StringComparison.Ordinal)
                && line.Contains(serverId, StringComparison.Ordinal)
            )
                process.Kill();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // It has ended in the meantime, or is not ours to look at.
        }
    }
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static string Range(List<double> values) => string.Create(CultureInfo.InvariantCulture, $"{values.Min():F3} to {values.Max():F3}");

static string? Analyzer()
{
    for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
    {
        foreach (var configuration in new[] { "Release", "Debug" })
        {
            var path = Path.Combine(folder.FullName, "analyzers", "bin", configuration, "netstandard2.0", "Kata.Analyzers.dll");
            if (File.Exists(path))
                return path;
        }
    }

    return null;
}
