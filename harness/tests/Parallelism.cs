using NUnit.Framework;

// Much of a test here is waiting for programs that wait; how many checks run at a time is limited in Grading/Graded.cs.
[assembly: LevelOfParallelism(4)]
