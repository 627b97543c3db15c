namespace Kata.Commands;

/// <summary>What <c>kata doctor</c> looks at. None of it sends a packet outside of this machine, but for the question to a
/// container engine that DOCKER_HOST or a docker context puts elsewhere.</summary>
internal static class Diagnoses
{
    /// <summary>All of them, in the order they are shown.</summary>
    /// <param name="programs">The folder of the student's programs.</param>
    public static async Task<IReadOnlyList<Diagnosis>> All(string programs, CancellationToken cancellation) =>
        [
            await ToolDiagnoses.Sdk(cancellation),
            ToolDiagnoses.Build(),
            await ToolDiagnoses.Servers(cancellation),
            await ToolDiagnoses.ContainerEngine(cancellation),
            MachineDiagnoses.Loopback4(),
            MachineDiagnoses.Loopback6(),
            .. MachineDiagnoses.Ports(
                (Service: "http", Port: ServersCommand.PortsWanted.Usual.Http),
                ("echo", ServersCommand.PortsWanted.Usual.Echo),
                ("time", ServersCommand.PortsWanted.Usual.Time)),
            MachineDiagnoses.NameLookup(),
            MachineDiagnoses.ServiceNames(),
            MachineDiagnoses.TimeZone(),
            FolderDiagnoses.Watching(programs),
            FolderDiagnoses.Writable(programs),
            FolderDiagnoses.Temporary(),
            MachineDiagnoses.ControlC(),
            ToolDiagnoses.Cells(),
            ToolDiagnoses.Chromium(),
        ];

    /// <summary>A message without its line ends.</summary>
    internal static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
