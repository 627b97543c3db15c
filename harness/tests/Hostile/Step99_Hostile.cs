// Programs that mean no good, or go wrong badly. HostileProgramTests runs each as a check would.

using System.Diagnostics;
using System.Runtime.InteropServices;

static class Step90_LoopsForEver
{
    static int Main(string[] args)
    {
        while (true)
        {
        }
    }
}

static class Step91_WritesForEver
{
    static int Main(string[] args)
    {
        while (true)
            Console.WriteLine("more and more and more and more and more and more");
    }
}

static class Step92_ReadsForEver
{
    static int Main(string[] args)
    {
        // The input is at its end, so this never blocks and never finishes.
        while (true)
            Console.In.Read();
    }
}

static class Step93_ForksItself
{
    static int Main(string[] args)
    {
        var depth = args.Length == 0 ? 0 : int.Parse(args[0]);
        if (depth < 3)
        {
            for (var i = 0; i < 2; i++)
                Process.Start(Environment.ProcessPath!, ["exec", typeof(Step93_ForksItself).Assembly.Location, "93", $"{depth + 1}"]);
        }

        Console.WriteLine($"at depth {depth}");
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}

static class Step94_ClosesItsOutput
{
    [DllImport("libc")]
    private static extern int close(int descriptor);

    static int Main(string[] args)
    {
        close(1);
        close(2);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}

static class Step95_DoesNothing
{
    static int Main(string[] args) => 0;
}

static class Step96_LeavesAChild
{
    static int Main(string[] args)
    {
        // The child inherits our outputs and keeps them open.
        Process.Start("/usr/bin/sleep", "1000");
        return 0;
    }
}

static class Step83_HadAGrandchild
{
    static int Main(string[] args)
    {
        // Of a grandchild that the child does not wait for. It ends when its input does.
        using var child = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec 3<&0; /bin/cat <&3 & echo $!"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var status = $"/proc/{child.StandardOutput.ReadLine()}/stat";
        child.WaitForExit();
        child.StandardInput.Close();
        // Until it has ended; whoever has adopted it may not have taken note of that yet (proc(5), state Z).
        while (File.Exists(status) && !File.ReadAllText(status).Contains(") Z "))
            Thread.Yield();
        return 0;
    }
}

static class Step97_LeavesAChildInASessionOfItsOwn
{
    static int Main(string[] args)
    {
        // The child says when it has left the group: setsid ends before that.
        using var child = Process.Start(
            new ProcessStartInfo("/usr/bin/setsid", ["--fork", "/bin/sh", "-c", "echo; exec /usr/bin/sleep 1000"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        child.StandardOutput.ReadLine();
        child.WaitForExit();
        return 0;
    }
}

static class Step98_OverflowsTheStack
{
    static int Main(string[] args) => 1 + Main(args);
}

static class Step99_WritesErrorsForEver
{
    static int Main(string[] args)
    {
        while (true)
            Console.Error.WriteLine("oh and oh and oh and oh and oh and oh and oh and oh and oh");
    }
}

static class Step89_LooksAround
{
    static int Main(string[] args)
    {
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
            Console.WriteLine($"{variable.Key}={variable.Value}");
        foreach (var folder in new[] { Environment.CurrentDirectory, AppContext.BaseDirectory })
        {
            for (var at = new DirectoryInfo(folder); at is not null && at.FullName != Path.GetTempPath().TrimEnd('/'); at = at.Parent)
                Console.WriteLine($"{at.FullName}: {string.Join(' ', at.EnumerateFileSystemInfos().Select(entry => entry.Name))}");
        }

        return 0;
    }
}

static class Step88_HitsABlankInsideATry
{
    static int Main(string[] args)
    {
        try
        {
            string host = __; // the server's name
            return host.Length;
        }
        catch (Exception)
        {
            return 1;
        }
    }
}

static class Step87_Crashes
{
    static int Main(string[] args) => throw new InvalidOperationException("this is\r\nthe message");
}

static class Step86_LeavesAChildThatNothingMarks
{
    static int Main(string[] args)
    {
        // Neither the group nor the environment leads back to us. The child keeps its number from one to the next, and says when it
        // has left the group: one that is still in it would be killed with us.
        using var child = Process.Start(
            new ProcessStartInfo("/usr/bin/env", ["-i", "/usr/bin/setsid", "/bin/sh", "-c", "echo; exec /usr/bin/sleep 1000"])
            {
                RedirectStandardOutput = true,
            }
        )!;
        child.StandardOutput.ReadLine();
        Console.WriteLine(child.Id);
        return 0;
    }
}

static class Step85_DeletesWhatItRunsFrom
{
    static int Main(string[] args)
    {
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory))
            File.Delete(file);
        return 0;
    }
}

static class Step84_ReplacesWhatItRunsFrom
{
    static int Main(string[] args)
    {
        var own = typeof(Step84_ReplacesWhatItRunsFrom).Assembly.Location;
        File.Delete(own);
        File.CreateSymbolicLink(own, "/dev/null");
        return 0;
    }
}
