using System.Net;
using System.Net.Sockets;
using Kata.Commands;
using Kata.Machine;
using Kata.Programs;
using Kata.Text;
using NUnit.Framework;
using VerifyNUnit;

namespace Kata.Tests.Commands;

public class DoctorCommandTests
{
    private static readonly Diagnosis[] Some =
    [
        Diagnosis.Fine(".NET SDK", "10.0.100"),
        Diagnosis.Note("containers", "no engine was found", "none is needed"),
        Diagnosis.Wrong("name lookup", "localhost cannot be looked up", "write «127.0.0.1 localhost» into the hosts file"),
    ];

    [TestCase(false)]
    [TestCase(true)]
    public async Task What_is_wrong_is_told_with_what_to_do(bool json)
    {
        var output = new StringWriter();
        Assert.That(DoctorCommand.Report(Some, json, output, Palette.Plain), Is.EqualTo(1));
        await Verifier.Verify(output.ToString());
    }

    [Test]
    public void What_the_kata_can_do_without_is_no_failure() =>
        Assert.That(DoctorCommand.Report(Some[..2], json: false, TextWriter.Null, Palette.Plain), Is.Zero);

    [Test]
    public async Task On_this_machine_every_thing_has_a_name_and_every_trouble_a_remedy()
    {
        var found = await Diagnoses.All(Path.Combine(Repository.Root, "exercises"), CancellationToken.None);

        Assert.That(found.Select(diagnosis => diagnosis.About), Is.Unique);
        Assert.That(found.Where(diagnosis => diagnosis.Health != Health.Fine && diagnosis.Remedy is null), Is.Empty);
        // Other tests fill the temporary folder for moments.
        Assert.That(found.Where(diagnosis => diagnosis is { Health: Health.Wrong, About: not "temporary folder" }), Is.Empty);
    }

    [Test]
    public void A_taken_port_is_told_with_the_option_that_takes_another()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var diagnosis = MachineDiagnoses.Ports(("echo", port)).Single();

        Assert.That(diagnosis.Health, Is.EqualTo(Health.Note));
        Assert.That(diagnosis.Remedy, Does.Contain("kata servers --echo "));
    }

    [Test]
    public void Looking_at_file_watching_leaves_nothing_behind()
    {
        var folder = Directory.CreateTempSubdirectory("kata-doctor-").FullName;
        try
        {
            FolderDiagnoses.Watching(folder);
            Assert.That(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories), Is.Empty);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
