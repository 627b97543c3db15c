using System.CommandLine;
using Kata.Programs;

namespace Kata.Commands;

/// <summary><c>kata try-pretence</c>, hidden: tells the command that started it what can be pretended on this machine.</summary>
internal static class TryPretenceCommand
{
    public static Command Create()
    {
        var command = new Command(Pretence.Command, "Tries what checks prepare for programs.") { Hidden = true };
        command.SetAction(async (_, _) => await Pretence.Try() ? 0 : 1);
        return command;
    }
}
