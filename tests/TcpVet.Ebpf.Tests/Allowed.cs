using TcpVet.Ebpf.Loading;
using TcpVet.Lab;

namespace TcpVet.Ebpf.Tests;

/// <summary>What a test of programs in the real kernel needs; a test that lacks it is skipped and says why.</summary>
internal static class Allowed
{
    private static readonly Lazy<string?> NoNamespace = new(() =>
    {
        try
        {
            using Sandbox sandbox = new();
            return null;
        }
        catch (LabException exception)
        {
            return exception.Message;
        }
    });

    /// <summary>A new sandbox, where programs may be loaded.</summary>
    internal static Sandbox Sandbox()
    {
        if ((EbpfSupport.Obstacle("test")?.Why ?? NoNamespace.Value) is { } reason)
        {
            Assert.Skip(reason);
        }

        return new Sandbox();
    }
}
