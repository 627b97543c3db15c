using System.CommandLine;
using Kata.Checking;
using Kata.Commands.Shell;
using Kata.Results;
using Kata.Servers;
using Kata.Student;
using Kata.Student.Watching;
using Kata.Student.Watching.Web;
using Kata.Text;
using Kata.Workbench;

namespace Kata.Commands;

/// <summary><c>kata watch [step]</c>: checks a step whenever its program is saved.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var step = StepArgument.One();
        step.Arity = ArgumentArity.ZeroOrOne;
        step.Description = "A step: its number (5 or 05) or its name; the first that is not done if there is none.";
        var poll = new Option<bool>("--poll")
        {
            Description = "Look for changes twice a second: for network drives, whose changes the system does not report.",
        };
        var page = new Option<bool>("--page")
        {
            Description = "Shows the same in a browser too: the lesson, the first failure with its ladder, hints; it prints the address.",
        };
        var programs = ProgramsOption.Create();
        var json = JsonOutput.Option();
        var command = new Command("watch", "Checks a step whenever you save it, and moves on when it is done.")
        {
            step, poll, page, programs, json,
        };
        command.SetAction((parsed, cancellation) => Run(
            ProgramsOption.Of(parsed),
            parsed.GetValue(step),
            parsed.GetValue(poll),
            parsed.GetValue(page),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private static async Task<int> Run(string folder, Step? first, bool poll, bool page, bool json, CancellationToken cancellation)
    {
        using var end = ClosedOutput.Linked(cancellation);
        using var only = WatchLock.Take(folder);
        var setting = ServerHosts.Setting;
        await using var bench = CheckedFolder.Open(folder, setting, stays: true);
        // Containers that cannot be had are told of at once, and not with each check.
        if (string.Equals(setting?.Trim(), "container", StringComparison.OrdinalIgnoreCase))
            await bench.ServersLine();
        IWatchView view = json
            ? new WatchJson(Console.Out)
            : new WatchScreen(
                Console.Out,
                Palette.ForConsole(),
                clears: Palette.IsTerminal,
                folder,
                bench.Name,
                hasKeys: !Console.IsInputRedirected,
                size: ServersCommand.TerminalSize());

        var parts = new PageParts();
        var shown = page ? new WatchPage(parts, folder, bench.Name) : null;
        if (shown is not null)
            view = new BothViews(view, shown);
        var waits = !json && !Console.IsInputRedirected;
        await using var watch = new Watch(bench, view, step => Hint(step, new(folder)), waits, shown is null ? null : shown.Opened);
        using var saves = poll ? Saves.Looked(folder, watch.Saved) : Saves.Told(folder, watch.Saved);
        WatchKeys.Read(watch.Pressed);
        if (page)
            await WithPage(watch, view, parts, () => watch.Until(first, end.Token));
        else
            await watch.Until(first, end.Token);
        return 0;
    }

    // In a method of its own: without the page nothing of ASP.NET is loaded.
    private static async Task WithPage(Watch watch, IWatchView view, PageParts parts, Func<Task> until)
    {
        await using var server = await PageServer.Start(parts, watch.Pressed);
        view.Page(server.Address);
        await until();
    }

    private static ToldHint? Hint(Step step, HintLevels levels) =>
        HintsAttribute.Of(step, CheckAssembly.Loaded) is [_, ..] hints ? ToldHint.Next(step, hints, levels) : null;
}
