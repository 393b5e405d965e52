using TcpVet.Model;

namespace TcpVet.Abi.Tests;

/// <summary>The states have the kernel's numbers; linux/bpf.h repeats them for user space and the kernel's build checks that they
/// agree.</summary>
public sealed class TcpStateTests
{
    /// <summary>Each state has its number.</summary>
    [Fact]
    public void States_have_the_kernels_numbers() =>
        Compiler.AssertHolds(TcpStateNames.All.Select(state => $"BPF_TCP_{state.Name()} == {(int)state}"));
}
