
// A program that means no good, in many ways. CellTests runs each in a cell, as a check would. Each is bounded, so that one that
// escapes does no harm: it writes a word, connects once, or sends the signal 0.

using System.Diagnostics;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Runtime.InteropServices;

static class Escapes
{
    private static string[] given = [];

    /// <summary>Runs before the program has a process group of its own.</summary>
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void Early()
    {
        if (Environment.GetCommandLineArgs().Contains("kills all around it before it begins"))
            kill(0, 9);
    }

    /// <summary>Fills the buffers of connections to itself, which no memory of a process is.</summary>
    private static long BuffersOfTcp()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(500);
        var block = new byte[1 << 18];
        var (held, all) = (0L, new List<Socket>());
        try
        {
            for (var i = 0; i < 450 && held < 600 << 20; i++)
            {
                var one = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 4 << 20 };
                one.Connect(listener.LocalEndPoint!);
                foreach (var socket in (Socket[])[one, listener.Accept()])
                {
                    all.Add(socket);
                    socket.Blocking = false;
                    for (var full = false; !full && held < 600 << 20;)
                    {
                        held += socket.Send(block, 0, block.Length, SocketFlags.None, out var error);
                        full = error != SocketError.Success;
                    }
                }
            }
        }
        catch (SocketException)
        {
            // Enough: it may have no more.
        }

        Thread.Sleep(500);
        GC.KeepAlive(all);
        return held;
    }

    private static long PairsOfSockets()
    {
        var (held, block, pair) = (0L, new byte[1 << 16], new int[2]);
        for (var i = 0; i < 400 && socketpair(1, 1 | 0x800, 0, pair) == 0; i++)
        {
            foreach (var side in pair)
            {
                for (long count; held < 180 << 20 && (count = write(side, block, block.Length)) > 0;)
                    held += count;
            }
        }

        return held;
    }

    /// <summary>What the test knows and a program of a stranger would guess.</summary>
    private static string Given(string name) => given.First(word => word.StartsWith(name + "=")).Split('=', 2)[1];

    private static int Number(string name) => int.Parse(Given(name));

    /// <summary>Each tells what it got, or null, or throws.</summary>
    private static readonly Dictionary<string, Func<string?>> Attempts = new()
    {
        // Forging and reading.
        ["writes a grade"] = () => Wrote(Path.Combine(Given("repository"), "exercises", "grade.json.trial")),
        ["writes into the class folder"] = () => Wrote(Path.Combine(Given("folder"), "forged")),
        ["changes its own program"] = () => Wrote(Path.ChangeExtension(typeof(Escapes).Assembly.Location, "runtimeconfig.json")),
        ["deletes its own program"] = () =>
        {
            File.Delete(typeof(Escapes).Assembly.Location);
            return "deleted";
        },
        ["reads the solutions"] = () => There(Path.Combine(Given("repository"), "solutions")),
        ["reads the history"] = () => There(Path.Combine(Given("repository"), ".git")),
        ["reads the harness"] = () => There(Path.Combine(Given("repository"), "harness")),
        ["reads the checks"] = () => There(Path.Combine(Given("repository"), "harness", "checks", "variants")),
        ["reads another submission"] = () => There(Given("file")),
        ["reads the text of another submission"] = () => File.ReadAllText(Given("file")),
        ["changes the text of another submission"] = () => Wrote(Given("file")),
        ["lists the class folder"] = () => Some(Directory.GetFileSystemEntries(Given("folder"))),
        ["reads a file of the repository"] = () => File.ReadAllText(Path.Combine(Given("repository"), "README.md")),
        ["lists the repository"] = () => Some(Directory.GetFileSystemEntries(Given("repository"))),
        ["changes the mode of the class folder"] = () =>
        {
            File.SetUnixFileMode(Given("folder"), (UnixFileMode)0x1FF);
            return "changed";
        },
        ["leaves something for others"] = () => Wrote("/dev/shm/trial") + Wrote("/var/tmp/trial"),
        ["looks around in the temporary folder"] = () =>
            Some(Directory.GetFileSystemEntries("/tmp").Where(path => path != "/tmp/run" && path != Given("checks"))),
        ["looks for homes"] = () => There("/root", "/home", "/work", "/mnt", "/var", "/opt", "/srv", "/media"),
        ["reads the passwords"] = () => There("/etc/shadow", "/etc/sudoers", "/etc/ssh"),
        ["reads the text of the passwords"] = () => File.ReadAllText("/etc/shadow"),
        ["opens a disk"] = () =>
            Some(
                new[] { "/dev/vda", "/dev/sda", "/dev/mem" }
                    .Where(Path.Exists)
                    .Select(path =>
                    {
                        using var file = File.OpenRead(path);
                        return path;
                    })),
        ["changes the names"] = () => Wrote("/etc/hosts"),
        ["changes a library"] = () => Wrote("/usr/lib/os-release.trial"),
        ["changes the runtime"] = () => Wrote(Path.Combine(Path.GetDirectoryName(Environment.ProcessPath)!, "trial")),
        ["writes to the root"] = () => Wrote("/trial"),
        ["writes to the devices"] = () => Wrote("/dev/trial"),
        ["reads through a link"] = () =>
        {
            File.CreateSymbolicLink("link", Given("file"));
            return File.ReadAllText("link");
        },
        ["links its program hard"] = () => link(typeof(Escapes).Assembly.Location, "hard") == 0 ? "linked" : null,
        ["goes out by the root of process 1"] = () => File.ReadAllText("/proc/1/root" + Given("file")),
        ["goes out by the folder of process 1"] = () =>
            Some(Directory.GetFileSystemEntries("/proc/1/cwd").Select(path => File.ReadAllText(path))),
        ["goes out by its own root"] = () => File.Exists("/proc/self/root" + Given("file")) ? "there" : null,
        ["opens the files of process 1"] = () =>
            Some(
                Directory
                    .GetFiles("/proc/1/fd")
                    .Select(path =>
                    {
                        using var file = File.OpenWrite(path);
                        return path;
                    })),
        ["has files that were not given to it"] = Descriptors,
        ["reads the environment of process 1"] = () => There("/proc/1/environ", "/proc/1/maps", "/proc/1/task/1/environ"),
        ["writes to the memory of process 1"] = () => Opened("/proc/1/mem"),
        ["writes to the memory of the thread of process 1"] = () => Opened("/proc/1/task/1/mem"),
        ["reads the environment of the harness"] = () => There($"/proc/{Given("harness")}/environ"),
        ["reads the text of the environment of the harness"] = () => File.ReadAllText($"/proc/{Given("harness")}/environ"),
        ["writes to the memory of the harness"] = () => Opened($"/proc/{Given("harness")}/mem"),
        ["presses the system's own key"] = () => Opened("/proc/sysrq-trigger"),
        ["changes what a crash starts"] = () => Opened("/proc/sys/kernel/core_pattern"),
        ["changes the system's limits"] = () => Opened("/proc/sys/vm/overcommit_memory"),
        ["looks at the machine"] = () => There("/sys/class", "/sys/fs/cgroup"),
        ["makes a device"] = () => Done(mknod("device", 0x2000 | 0x1B6, 0x103)),
        ["reads a disk"] = () => There("/dev/vda", "/dev/sda", "/dev/mem", "/dev/kmsg", "/dev/tty", "/dev/fuse"),
        ["finds other programs"] = () => There("/usr/bin/su", "/bin/sh", "/usr/bin/sudo", "/usr/sbin/sshd"),
        ["talks to a container engine"] = () => There("/var/run/docker.sock", "/run/docker.sock"),
        ["finds the mark of its cell"] = () => Environment.GetEnvironmentVariable("KATA_CELL"),
        ["has more in its environment than it needs"] = () =>
            Some(
                Environment
                    .GetEnvironmentVariables()
                    .Keys.Cast<string>()
                    .Where(name => !name.StartsWith("DOTNET_") && !name.StartsWith("KATA_") && name is not ("TZ" or "PWD"))),

        // Other processes.
        ["finds other processes"] = () =>
            Some(
                Directory
                    .GetDirectories("/proc")
                    .Select(Path.GetFileName)
                    .Where(name => int.TryParse(name, out var id) && id > 2)
                    .Cast<string>()),
        ["signals the harness"] = () => Done(kill(Number("harness"), 0)),
        ["signals another submission"] = () => Done(kill(Number("other"), 0)),
        ["reads the environment of another submission"] = () => File.ReadAllText($"/proc/{Given("other")}/environ"),
        ["reads what another submission has open"] = () => Some(Directory.GetFileSystemEntries($"/proc/{Given("other")}/fd")),
        ["goes out by the root of another submission"] = () => There($"/proc/{Given("other")}/root/etc"),
        ["signals process 1"] = () =>
        {
            kill(1, 9);
            kill(1, 19);
            Thread.Sleep(50);
            // It is the parent, and would not be any more if it had ended.
            return getppid() == 1 ? null : "stopped";
        },
        ["signals everybody"] = () =>
        {
            kill(-1, 9);
            return null;
        },
        ["signals its group"] = () => Done(kill(-Number("harness"), 0)),
        ["opens the harness"] = () => Done(syscall(434, Number("harness"), 0, 0, 0, 0)),
        ["traces process 1"] = () => Done(syscall(101, 16, 1, 0, 0, 0)),
        ["reads another's memory"] = () => Done(syscall(310, 1, 0, 0, 0, 0)),
        ["takes precedence"] = () => Done(setpriority(0, 0, -10)),
        ["takes the processor for itself"] = () => Done(sched_setscheduler(0, 1, [50])),

        // The kernel.
        ["has rights"] = () =>
            Some(
                File.ReadLines("/proc/self/status")
                    .Where(line =>
                        (line.StartsWith("CapEff") || line.StartsWith("CapPrm") || line.StartsWith("CapBnd"))
                            && line.TrimEnd().Trim('0').EndsWith(':') == false
                            && !line.EndsWith("\t0000000000000000")
                        || line.StartsWith("NoNewPrivs") && !line.EndsWith('1')
                        || line.StartsWith("Seccomp:") && !line.EndsWith('2'))),
        ["becomes root"] = () => Done(syscall(117, 0, 0, 0, 0, 0)),
        ["makes a user namespace"] = () => Done(syscall(272, 0x10000000, 0, 0, 0, 0)),
        ["makes a network"] = () => Done(syscall(272, 0x40000000, 0, 0, 0, 0)),
        ["forks into a namespace"] = () => Done(syscall(56, 0x10000000 | 17, 0, 0, 0, 0)),
        ["enters a namespace"] = () => Done(syscall(308, 0, 0, 0, 0, 0)),
        ["mounts"] = () => Done(syscall(165, 0, 0, 0, 0, 0)),
        ["unmounts"] = () => Done(syscall(166, 0, 0, 0, 0, 0)),
        ["opens a mount"] = () => Done(syscall(428, -100, 0, 1, 0, 0)),
        ["changes its root"] = () => Done(syscall(161, 0, 0, 0, 0, 0)),
        ["loads a filter"] = () => Done(syscall(321, 0, 0, 0, 0, 0)),
        ["has a large environment shown"] = () => Done(syscall(157, 35, 15, mmap(0, 4096, 3, 0x22, -1, 0), 0, 0)),
        ["handles faults"] = () => Done(syscall(323, 0, 0, 0, 0, 0)),
        ["uses keys"] = () => Done(syscall(250, 0, -3, 0, 0, 0)),
        ["queues calls"] = () => Done(syscall(425, 1, 0, 0, 0, 0)),
        ["measures"] = () => Done(syscall(298, 0, 0, -1, -1, 0)),
        ["loads a module"] = () => Done(syscall(313, 0, 0, 0, 0, 0)),
        ["starts the machine anew"] = () => Done(syscall(169, 0, 0, 0, 0, 0)),
        ["opens by handle"] = () => Done(syscall(304, 0, 0, 0, 0, 0)),
        ["uses other numbers of calls"] = () => Done(syscall(0x40000000 | 39, 0, 0, 0, 0, 0)),
        ["renames the machine"] = () => Done(syscall(170, 0, 0, 0, 0, 0)),
        ["types into the terminal"] = () => Done(syscall(16, 0, 0x5412, 0, 0, 0)),
        ["talks to the virtual machine's host"] = () => Done(syscall(41, 40, 1, 0, 0, 0)),
        ["reads packets"] = () => Done(syscall(41, 17, 3, 0, 0, 0)),
        ["asks for the kernel's ciphers"] = () => Done(syscall(41, 38, 5, 0, 0, 0)),
        ["changes the kernel's packet filter"] = () => Done(syscall(41, 16, 3, 12, 0, 0)),
        ["loads a protocol of the kernel"] = () => Done(syscall(41, 16, 3, 16, 0, 0)),
        ["makes packets"] = () => Done(syscall(41, 2, 3, 1, 0, 0)),
        ["makes packets of many paths"] = () => Done(syscall(41, 2, 1, 262, 0, 0)),
        ["makes datagrams without a checksum"] = () => Done(syscall(41, 10, 2, 136, 0, 0)),
        ["takes the asynchronous input of all"] = () => Done(syscall(206, 100, mmap(0, 4096, 3, 0x22, -1, 0), 0, 0, 0)),
        // It would say that this is no file.
        ["writes out all disks"] = () => syscall(306, -1, 0, 0, 0, 0) == 0 ? null : "asked the kernel",
        ["locks a file of the runtime"] = () => Locked(open(Environment.ProcessPath!, 0), open(Environment.ProcessPath!, 0)),
        ["locks a part of a file"] = () => LockedPart(6),
        ["locks a part of an open file"] = () => LockedPart(37),
        ["takes a lease on a file"] = () =>
        {
            File.WriteAllText("leased", "");
            return Done(syscall(72, open("leased", 0), 1024, 0, 0, 0));
        },
        ["reads what the kernel says of the machine"] = () =>
            Some(
                new[] { "cmdline", "diskstats", "partitions", "modules", "sys/kernel/random/boot_id" }
                    .Where(name => Says($"/proc/{name}"))),
        ["raises its limits"] = () =>
        {
            long[] more = [1 << 20, 1 << 20];
            return Done(setrlimit(7, more));
        },

        // Networks.
        ["reaches the servers' control port"] = () => Reached(IPAddress.Loopback, Number("control")),
        ["reaches another check's endpoint"] = () => Reached(IPAddress.Parse(Given("otherHost")), Number("otherPort")),
        ["reaches the internet"] = () => Reached(IPAddress.Parse("192.0.2.1"), 80),
        ["asks a name server"] = () => Dns.GetHostAddresses("kata.example").Length > 0 ? "answered" : null,
        ["has another interface"] = () =>
            Some(NetworkInterface.GetAllNetworkInterfaces().Select(one => one.Name).Where(name => name != "lo")),
        ["takes an address"] = () => Done(syscall(16, (int)new Socket(SocketType.Dgram, ProtocolType.Udp).Handle, 0x8916, 0, 0, 0)),
        ["takes its endpoint's port"] = () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.SetRawSocketOption(1, 15, BitConverter.GetBytes(1));
            socket.Bind(new IPEndPoint(IPAddress.Parse(Given("ownHost")), Number("ownPort")));
            return "bound";
        },
        ["talks by an abstract name"] = () => Reached(new UnixDomainSocketEndPoint($"\0{Given("name")}")),
        ["talks by a file"] = () => Reached(new UnixDomainSocketEndPoint(Given("file") + ".socket")),

        // What is allowed, and has to be.
        ["reaches its endpoint"] = () => Reached(IPAddress.Parse(Given("ownHost")), Number("ownPort")) is null ? "not reached" : null,
        ["writes to its folder"] = () =>
        {
            File.WriteAllText("own", "word");
            return File.ReadAllText("own") == "word" ? null : "not written";
        },
        ["has a mutex with a name"] = () =>
        {
            using var mutex = new Mutex(initiallyOwned: true, "kata", out var isNew);
            return isNew ? null : "another's";
        },
        ["writes to its check's folder"] = () => Wrote(Path.Combine(Given("checks"), "by the program")) is null ? "not written" : null,
        ["fills the temporary folder"] = () =>
        {
            using var file = File.Create("/tmp/full");
            using var other = File.Create("/tmp/full2");
            using var third = File.Create("/tmp/full3");
            for (var i = 0; i < 30; i++)
            {
                file.Write(new byte[1 << 20]);
                other.Write(new byte[1 << 20]);
                third.Write(new byte[1 << 20]);
            }

            return "90 MB";
        },
        ["opens files without end"] = () =>
        {
            var open = new List<FileStream>();
            try
            {
                for (var i = 0; i < 5000; i++)
                    open.Add(File.OpenRead("/etc/hosts"));
            }
            catch (IOException)
            {
                open.ForEach(file => file.Dispose());
            }

            return open.Count > 1024 ? $"{open.Count}" : null;
        },
    };

    private static int Main(string[] args)
    {
        given = args[1..];
        if (Attempts.TryGetValue(args[0], out var attempt))
        {
            try
            {
                Console.WriteLine(attempt() is { } got ? $"ESCAPED: {got}" : "held");
            }
            catch (Exception refused)
            {
                Console.WriteLine("held");
                Console.Error.WriteLine(refused.Message);
            }

            return 0;
        }

        switch (args[0])
        {
            case "takes memory":
                for (var held = new List<byte[]>(); ;)
                    held.Add(GC.AllocateUninitializedArray<byte>(1 << 20));
            case "takes memory by the page":
                for (var i = 0; i < 1000; i++)
                    Fill(Marshal.AllocHGlobal(1 << 20));
                return 0;
            case "takes memory and keeps it":
                for (var i = 0; i < 600; i++)
                    Fill(mmap(0, 1 << 20, 3, i % 2 == 0 ? 0x21 : 0x22, -1, 0));
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "takes memory that is shared":
                for (var i = 0; i < 1000; i++)
                    Fill(mmap(0, 1 << 20, 3, 0x21, -1, 0));
                return 0;
            case "forks without end":
                for (var i = 0; i < 200; i++)
                    Itself("sleeps");
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "works with its children":
                for (var i = 0; i < 3; i++)
                    Itself("loops");
                while (true)
                {
                }
            case "lets its children work":
                for (var i = 0; i < 3; i++)
                    Itself("loops");
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "keeps much in the buffers of TCP":
                Console.WriteLine(BuffersOfTcp() > 400 << 20 ? "ESCAPED" : "held");
                Thread.Sleep(500);
                return 0;
            case "keeps much in pairs of sockets":
                var full = Enumerable.Range(0, 4).Select(_ => Itself("keeps some in pairs of sockets")).ToList();
                full.ForEach(child => child.WaitForExit());
                Console.WriteLine(full.TrueForAll(child => child.ExitCode == 1) ? "ESCAPED" : "held");
                return 0;
            case "keeps some in pairs of sockets":
                var kept = PairsOfSockets();
                Thread.Sleep(2000);
                return kept > 100 << 20 ? 1 : 0;
            case "starts threads without end":
                for (var i = 0; i < 1000; i++)
                    new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true }.Start();
                return 0;
            case "fills the check's folder":
                for (var i = 0; i < 40; i++)
                    File.WriteAllBytes(Path.Combine(Given("checks"), $"{i}"), new byte[10 << 20]);
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "makes files without end":
                for (var i = 0; i < 5000; i++)
                    File.WriteAllText(Path.Combine(Given("checks"), $"{i}"), "");
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "writes a large file":
                using (var file = File.Create(Path.Combine(Given("checks"), "large")))
                {
                    for (var i = 0; i < 60; i++)
                        file.Write(new byte[1 << 20]);
                }

                return 0;
            case "writes without end":
                for (var line = new string('x', 1000); ;)
                    Console.WriteLine(line);
            case "sends datagrams without end":
                using (var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
                {
                    while (true)
                        socket.SendTo([1], new IPEndPoint(IPAddress.Loopback, 9));
                }
            case "sends datagrams of IPv6 without end":
                using (var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp))
                {
                    while (true)
                        socket.SendTo([1], new IPEndPoint(IPAddress.IPv6Loopback, 9));
                }
            case "connects without end":
                while (true)
                {
                    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                    socket.ConnectAsync(IPAddress.Loopback, 9).ContinueWith(_ => { }).Wait();
                }
            case "loops":
                while (true)
                {
                }
            case "sleeps":
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "closes its outputs and sleeps":
                close(1);
                close(2);
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "ignores every signal and sleeps":
                for (var number = 1; number < 32; number++)
                    signal(number, 1);
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "stops itself":
                kill(Environment.ProcessId, 19);
                return 0;
            case "kills itself":
                kill(Environment.ProcessId, 9);
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "calls as a program of 32 bits":
                // mov eax, 20; int 0x80; ret
                var code = mmap(0, 4096, 7, 0x22, -1, 0);
                Marshal.Copy(new byte[] { 0xB8, 20, 0, 0, 0, 0xCD, 0x80, 0xC3 }, 0, code, 8);
                Marshal.GetDelegateForFunctionPointer<ThreadStart>(code)();
                return 0;
            case "leaves a child":
                Itself("sleeps");
                return 0;
            case "leaves a child in a session of its own":
                Itself("in a session of its own");
                Thread.Sleep(500);
                return 0;
            case "in a session of its own":
                setsid();
                Thread.Sleep(Timeout.Infinite);
                return 0;
            case "leaves a chain of processes":
                Console.WriteLine(getuid());
                Process.Start("/bin/sh", ["-c",
                    "f() { i=0; while [ $i -lt 4000 ]; do i=$((i+1)); done; f & }; f >/dev/null 2>&1 & f >/dev/null 2>&1 &"]).WaitForExit();
                return 0;
            case "calls itself sh and fails":
                syscall(157, 15, Marshal.StringToHGlobalAnsi("sh"), 0, 0, 0); // PR_SET_NAME
                return 1;
            case "says its rights":
                Console.WriteLine(string.Join(' ', File.ReadLines("/proc/self/status")
                    .Where(line => line.StartsWith("Groups") || line.StartsWith("CapPrm") || line.StartsWith("NoNewPrivs"))
                    .Append(File.ReadAllText("/proc/self/oom_score_adj")).Select(line => line.Split(':')[^1].Trim())));
                return 0;
            case "says its ids":
                Console.WriteLine($"{Environment.ProcessId} {getuid()}");
                return 0;
            default:
                return 3;
        }
    }

    private static Process Itself(string attempt) =>
        Process.Start(Environment.ProcessPath!, ["exec", typeof(Escapes).Assembly.Location, Called, attempt, .. given]);

    /// <summary>What it was called, which its Main stands behind (see Support/Entry).</summary>
    private static string Called => File.ReadAllText("/proc/self/cmdline").Split('\0')[3];

    private static void Fill(IntPtr memory)
    {
        for (var at = 0; at < 1 << 20; at += 4096)
            Marshal.WriteByte(memory, at, 1);
    }

    private static string? Wrote(string path)
    {
        File.WriteAllText(path, "word");
        return path;
    }

    private static string? Opened(string path)
    {
        using var file = File.OpenWrite(path);
        return path;
    }

    /// <summary>Locks a file that is open twice: the second lock fails if the first is one.</summary>
    private static string? Locked(int one, int other) => flock(one, 2 | 4) == 0 && flock(other, 2 | 4) != 0 ? "locked" : null;

    /// <summary>Takes a lock for writing, and asks for it by another opening of the file.</summary>
    private static string? LockedPart(int command)
    {
        File.WriteAllText("locked", "");
        var (one, other, page) = (open("locked", 2), open("locked", 2), mmap(0, 4096, 3, 0x22, -1, 0));
        Marshal.WriteInt16(page, 1);
        if (one < 0 || other < 0 || syscall(72, one, command, page, 0, 0) != 0)
            return "no lock, and no pretended one";

        return syscall(72, other, 36, page, 0, 0) == 0 && Marshal.ReadInt16(page) != 2 ? "locked" : null;
    }

    private static bool Says(string path)
    {
        try
        {
            return File.ReadAllText(path).Length > 0;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string? There(params string[] paths) => Some(paths.Where(Path.Exists));

    private static string? Some(IEnumerable<string> what) => string.Join(' ', what) is { Length: > 0 } all ? all : null;

    private static string? Done(long result) => result < 0 ? null : $"{result}";

    private static string? Reached(IPAddress address, int port) => Reached(new IPEndPoint(address, port));

    private static string? Reached(EndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        socket.ConnectAsync(endpoint, patience.Token).AsTask().GetAwaiter().GetResult();
        return $"{endpoint}";
    }

    /// <summary>All that is open but what the runtime has opened itself.</summary>
    private static string? Descriptors()
    {
        string[] own =
        [
            Path.GetDirectoryName(typeof(Escapes).Assembly.Location) + "/",
            Path.GetDirectoryName(Environment.ProcessPath)! + "/",
            "/usr/lib/",
            "/dev/null",
            "/dev/urandom",
            "/proc/",
            "anon_inode:",
        ];
        return Some(
            Directory
                .GetFiles("/proc/self/fd")
                .Select(path => (Number: int.Parse(Path.GetFileName(path)), Target: File.ResolveLinkTarget(path, false)?.FullName ?? ""))
                .Where(file =>
                    file.Number > 2
                    && file.Target.Length > 0
                    && !own.Any(start => file.Target.Contains(start))
                    && !file.Target.Contains("pipe:[")
                    && !file.Target.Contains("socket:["))
                .Select(file => $"{file.Number}={file.Target}"));
    }

    [DllImport("libc", SetLastError = true)]
    private static extern long syscall(long number, long first, long second, long third, long fourth, long fifth);

    [DllImport("libc", SetLastError = true)]
    private static extern int open(string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int flock(int file, int operation);

    [DllImport("libc", SetLastError = true)]
    private static extern int kill(int process, int signal);

    [DllImport("libc", SetLastError = true)]
    private static extern int link(string from, string to);

    [DllImport("libc", SetLastError = true)]
    private static extern int mknod(string path, uint mode, ulong device);

    [DllImport("libc", SetLastError = true)]
    private static extern int setpriority(int which, int who, int priority);

    [DllImport("libc", SetLastError = true)]
    private static extern int sched_setscheduler(int process, int policy, int[] priority);

    [DllImport("libc", SetLastError = true)]
    private static extern int setrlimit(int resource, long[] limit);

    [DllImport("libc")]
    private static extern IntPtr mmap(nint address, nint length, int protection, int flags, int file, nint offset);

    [DllImport("libc")]
    private static extern int close(int descriptor);

    [DllImport("libc")]
    private static extern IntPtr signal(int number, nint handler);

    [DllImport("libc")]
    private static extern int setsid();

    [DllImport("libc")]
    private static extern int socketpair(int family, int type, int protocol, int[] pair);

    [DllImport("libc")]
    private static extern nint write(int file, byte[] bytes, nint count);

    [DllImport("libc")]
    private static extern int getppid();

    [DllImport("libc")]
    private static extern uint getuid();
}
