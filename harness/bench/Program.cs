using Kata.Bench;
using Kata.Commands.Shell;
using Kata.Machine;
using Kata.Programs;
using Kata.Servers;

const string usage = """
    usage: dotnet run --project harness/bench -c Release -- COMMAND

      servers [RUNS]          time until the server program is ready, as a process and in containers; size of the image
      runs [ROUNDS]           time of `dotnet test solutions --no-build` in both server hosts, against an empty NUnit project
      edit [ROUNDS]           time of editing one step and `dotnet test exercises`, against an empty NUnit project
      watch [ROUNDS]          time from saving one step to its verdict, with `kata watch` and with `dotnet test exercises --filter`
      edits [EDITS]           what hundreds of edits leave in memory, among the processes and in files, with `kata watch` (500)
      check [ROUNDS]          time of `kata check` of all solutions, against `dotnet test solutions --no-build`
      soak [RUNS] [SETTING]   full runs of the solutions in a row while every core is kept busy (50, process)
      load [NAME=VALUE...]    all right programs (programs=wrong: all wrong ones) beside busy processes; busy=48 runs=1 servers=process
                              steps=16,17 right=FOLDER (more right programs) cell=required or lesser
                              stopped=servers or harness (for two seconds now and then)
      class [SUBMISSIONS]     processor seconds, time and memory of a submission with `kata grade`, against `dotnet test FOLDER --filter`
      kill [TIMES [SUBMISSIONS [SECONDS [SEED]]]]
                              kills everything that grades a class, at random moments within SECONDS (100 60 8), and looks at what is left
      merge [SUBMISSIONS [SHARDS]]
                              time and memory of `kata grade merge` of a class that was graded in parts (10000 100), some killed, some twice
      alike [SUBMISSIONS]     time until the programs that are alike are found in a class of all steps (300)
      image                   builds the server image, if it is not there
      left                    says whether an engine answers, and waits ten seconds at most until no container of ours is left
      choose [SETTING]        says which server host KATA_SERVERS=SETTING gives here, why, and how long that took
      hold SETTING            starts a server host (process, container, published or auto) and holds it until its input ends
    """;

try
{
    return args switch
    {
        ["servers", .. var rest] => await ServerReadiness.Measure(Count(rest, 5)),
        ["runs", .. var rest] => await TestRuns.Measure(Count(rest, 5)),
        ["edit", .. var rest] => await EditAndTest.Measure(Count(rest, 5)),
        ["watch", .. var rest] => await WatchedSave.Measure(Count(rest, 30)),
        ["edits", .. var rest] => await ManyEdits.Run(Count(rest, 500)),
        ["check", .. var rest] => await CheckRuns.Measure(Count(rest, 5)),
        ["soak", .. var rest] => await Soak.Run(Count(rest, 50), rest is [_, var setting] ? setting : "process"),
        ["load", .. var rest] => await Load.Run(rest),
        ["class", .. var rest] => await ClassCost.Measure(Count(rest, 20)),
        ["kill", .. var rest] => await KilledClass.Run(rest),
        ["merge", .. var rest] => await MergedClass.Run(rest),
        ["part", var path] => await MergedClass.GradePart(path),
        ["alike", .. var rest] => AlikeClass.Measure(Count(rest, 300)),
        ["image"] => await Image.Build(),
        ["left"] => await Image.NothingLeft(),
        ["choose", .. var rest] => await Hold.Choose(rest is [var wanted] ? wanted : null),
        ["hold", var setting] => await Hold.Open(setting),
        _ => Usage(),
    };
}
catch (KataException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static int Count(string[] rest, int usual) => rest switch
{
    [] => usual,
    [var text, ..] when int.TryParse(text, out var count) && count > 0 => count,
    [var text, ..] => throw new UsageException($"\"{text}\" is not a number of runs; give one from 1 up."),
};

static int Usage()
{
    Console.Error.WriteLine(usage);
    return 2;
}
