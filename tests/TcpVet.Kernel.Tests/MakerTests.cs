using TcpVet.Lab;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests;

/// <summary>Each maker's claim, checked with ss: the laboratory must be right before anything is measured in it.</summary>
public sealed class MakerTests
{
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string maker in Makers.All.Keys)
        {
            foreach (string address in Loopbacks.All)
            {
                cases.Add(maker, address);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Ss_sees_the_state_that_was_made(string maker, string address)
    {
        using Sandbox sandbox = Require.Sandbox();
        MadeSocket made = Makers.All[maker](sandbox, InetAddress.Parse(address));
        SsRow[] rows = [.. Ss.Tcp(sandbox).Where(row => Loopbacks.Same(row.Local, made.Local) && row.Peer.Port == made.Peer.Port)];
        if (made.State is TcpState.Close or TcpState.BoundInactive)
        {
            Assert.DoesNotContain(rows, row => row.State == TcpState.Close);
            return;
        }

        SsRow row = Assert.Single(rows);
        Assert.Equal(made.State, row.State);
        Assert.Equal(made.Socket is null, row.Inode == 0);
    }
}
