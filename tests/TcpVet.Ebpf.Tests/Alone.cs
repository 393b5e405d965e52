namespace TcpVet.Ebpf.Tests;

/// <summary>Tests that look at the whole process, and run while no other test does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
