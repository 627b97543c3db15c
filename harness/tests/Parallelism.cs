using NUnit.Framework;

// Much of a test here is waiting for programs that wait; how many checks run at a time is limited in Checking/Graded.cs.
[assembly: LevelOfParallelism(4)]

// A fixture runs beside the others, and its own tests one after the other, unless it says otherwise.
[assembly: Parallelizable(ParallelScope.Fixtures)]
