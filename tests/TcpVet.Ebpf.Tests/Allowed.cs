using TcpVet.Ebpf.Loading;
using TcpVet.Lab;

namespace TcpVet.Ebpf.Tests;

/// <summary>What a test of programs in the real kernel needs; a test that lacks it is skipped and says why.</summary>
internal static class Allowed
{
    /// <summary>A new sandbox, where programs may be loaded.</summary>
    internal static Sandbox Sandbox()
    {
        if (EbpfSupport.Obstacle("test") is { } obstacle)
        {
            Assert.Skip(obstacle.Why);
        }

        return Require.Sandbox();
    }
}
