using TcpVet.Lab;
using TcpVet.Lab.States;
using TcpVet.Linux.Filters;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests.Filters;

/// <summary>A namespace whose sockets differ in all that a filter can ask: states, addresses, ports, marks, devices, users,
/// cgroups.</summary>
public sealed class FilterZoo : IDisposable
{
    private readonly Lock gate = new();
    private Sandbox? sandbox;
    private Cgroup? cgroup;

    /// <summary>The path of a cgroup that some sockets are in; null where the host has none to give.</summary>
    internal string? CgroupPath => cgroup?.Name;

    /// <summary>The sandbox, made at first use: a fixture's constructor cannot skip a test.</summary>
    internal Sandbox Sandbox()
    {
        lock (gate)
        {
            return sandbox ??= Populate();
        }
    }

    /// <summary>What names mean inside the sandbox.</summary>
    internal static FilterNames Names(Protocol protocol) =>
        FilterNames.FromHost(Linux.ProcFs.ProcFsRoot.Default, tcp: protocol == Protocol.Tcp, udp: protocol == Protocol.Udp);

    public void Dispose()
    {
        sandbox?.Dispose();
        cgroup?.Dispose();
    }

    private Sandbox Populate()
    {
        Sandbox populated = Require.Sandbox();
        populated.Ip("link add tv0 type veth peer name tv1");
        populated.Ip("addr add 192.0.2.1/24 dev tv0");
        populated.Ip("link set tv0 up");
        foreach (InetAddress address in Loopbacks.All.Select(InetAddress.Parse))
        {
            foreach (Func<Sandbox, InetAddress, MadeSocket> make in Makers.All.Values)
            {
                make(populated, address);
            }

            Udp.MakeUnconnected(populated, address);
            Udp.MakeUnconnected(populated, address, port: address.IsIPv4Mapped ? (ushort)54 : (ushort)53);
            Udp.MakeConnected(populated, address);
            Marked(populated, address);
            Bound(populated, address);
        }

        populated.RunAs(1234, () => Established.Make(populated, InetAddress.Parse(Loopbacks.IPv4)));
        populated.RunAs(1234, () => Udp.MakeConnected(populated, InetAddress.Parse(Loopbacks.IPv6)));
        populated.Tcp(AddressFamily.IPv6).V6Only(true).Bind(new(InetAddress.AnyIPv6, 443)).Listen(4);
        populated.Tcp(AddressFamily.IPv4).Bind(new(InetAddress.AnyIPv4, 80)).Listen(4);
        populated.Tcp(AddressFamily.IPv4).Bind(new(InetAddress.Parse("192.0.2.1"), 8080)).Listen(4);
        populated.Tcp(AddressFamily.IPv6).Bind(new(InetAddress.AnyIPv6, 40000)).Listen(4);
        populated.Udp(AddressFamily.IPv4).BindToDevice("tv0").Bind(new(InetAddress.AnyIPv4, 5000));
        populated.Tcp(AddressFamily.IPv4).BindToDevice("tv0").Bind(new(InetAddress.AnyIPv4, 5000)).Listen(4);
        InCgroup(populated);
        return populated;
    }

    private static void Marked(Sandbox sandbox, InetAddress address)
    {
        // The listener's mark goes to nobody; the client's stays with it, in TIME_WAIT too.
        LabSocket listener = sandbox.Tcp(address.Family).Mark(0x10).Bind(new(address, 0)).Listen(8);
        sandbox.Tcp(address.Family).Mark(0x11).Connect(listener.Local);
        LabSocket closing = sandbox.Tcp(address.Family).Mark(0x21).Connect(listener.Local);
        LabSocket first = listener.Accept();
        LabSocket second = listener.Accept();
        LabSocket served = first.Peer == closing.Local ? first : second;
        closing.Dispose();
        served.Dispose();
        sandbox.Udp(address.Family).Mark(0x11).BindToDevice("lo").Bind(new(address, 0));
    }

    private static void Bound(Sandbox sandbox, InetAddress address)
    {
        // An ephemeral port that was asked for, and one of a socket bound to a device.
        LabSocket listener = sandbox.Tcp(address.Family).BindToDevice("lo").Bind(new(address, 0)).Listen(8);
        ushort port = (ushort)(45_000 + (address.IsIPv4Mapped ? 1 : 0) + (address.Family == AddressFamily.IPv6 ? 2 : 0));
        sandbox.Tcp(address.Family).Bind(new(address, port)).Connect(listener.Local);
        sandbox.Tcp(address.Family).BindToDevice("lo").Connect(listener.Local);
    }

    private void InCgroup(Sandbox sandbox)
    {
        try
        {
            cgroup = Cgroup.Create();
        }
        catch (LabException)
        {
            // Without cgroups the conditions on them are left out.
            return;
        }

        foreach (string address in Loopbacks.All)
        {
            cgroup.Run(sandbox, () => Established.Make(sandbox, InetAddress.Parse(address)));
            cgroup.Run(sandbox, () => TimeWait.Make(sandbox, InetAddress.Parse(address)));
            cgroup.Run(sandbox, () => Udp.MakeConnected(sandbox, InetAddress.Parse(address)));
        }
    }
}
