[assembly: Parallelizable(ParallelScope.All)]
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
// The tests wait for events and for each other's sockets more than they compute.
[assembly: LevelOfParallelism(8)]
