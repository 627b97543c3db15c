using System.Globalization;
namespace Kata.Maintaining.Mutants;

/// <summary>Shows how far a run is: in one line that is written anew, or in plain lines with time between them.</summary>
/// <param name="between">Time between two plain lines; null for a line that is written anew.</param>
internal sealed class MutantProgress(MutantRun run, TextWriter output, TimeSpan? between)
{
    private readonly Lock writing = new();
    private DateTime last = DateTime.UtcNow;
    private int drawn;

    public void Show(TriedMutant tried)
    {
        lock (writing)
        {
            if (tried.Fate == Fate.Survived)
            {
                Clear();
                output.WriteLine(
                    $"survived  {tried.Mutant.Subject.Path}:{tried.Mutant.Line}: {tried.Mutant.Operator}: " + $"{tried.Mutant.Changed}");
            }

            if (between is null)
            {
                Clear();
                var line = Line();
                output.Write(line);
                drawn = line.Length;
            }
            else if (DateTime.UtcNow - last > between)
            {
                last = DateTime.UtcNow;
                output.WriteLine(Line());
            }
        }
    }

    public void End()
    {
        lock (writing)
            Clear();
    }

    private void Clear()
    {
        if (drawn > 0)
            output.Write("\r" + new string(' ', drawn) + "\r");
        drawn = 0;
    }

    private string Line()
    {
        var tried = run.Tried;
        var rate = run.Rate;
        var left = rate > 0 ? $", about {TimeSpan.FromSeconds(run.Left / rate):h\\:mm\\:ss} left" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"{tried.Count:N0} tried, {tried.Count(one => one.Fate == Fate.Caught):N0} caught, "
                + $"{tried.Count(one => one.Fate == Fate.Survived):N0} survived, {run.Left:N0} to go; {rate:0.0} a second{left}");
    }
}
