using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>One sandbox with every state in it, in all three kinds of address.</summary>
public sealed class Zoo : IDisposable
{
    private readonly Lock gate = new();
    private Sandbox? sandbox;
    private List<MadeSocket> made = [];

    internal IReadOnlyList<MadeSocket> Made => made;

    /// <summary>The sandbox, made at first use: a fixture's constructor cannot skip a test.</summary>
    internal Sandbox Sandbox()
    {
        lock (gate)
        {
            return sandbox ??= Populate();
        }
    }

    public void Dispose() => sandbox?.Dispose();

    private Sandbox Populate()
    {
        Sandbox populated = Require.Sandbox();
        foreach (InetAddress address in Loopbacks.All.Select(InetAddress.Parse))
        {
            made.AddRange(Makers.All.Values.Select(make => make(populated, address)));
            Udp.MakeUnconnected(populated, address);
            Udp.MakeConnected(populated, address);
            Udp.MakeDropping(populated, address, drops: 2);
        }

        return populated;
    }
}
