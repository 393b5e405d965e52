using TcpVet.Linux.Filters;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Filters;

/// <summary>Names that every test knows.</summary>
internal static class TestNames
{
    public static FilterNames All { get; } = Make();

    public static FilterNames Make(bool udp = false, AddressFamily? family = null) => new()
    {
        Service = static (name, protocol) => (name, protocol) switch
        {
            ("http", Protocol.Tcp) => 80,
            ("ssh", _) => 22,
            ("domain", _) => 53,
            ("odd", Protocol.Tcp) => 100,
            ("odd", Protocol.Udp) => 200,
            _ => null,
        },
        Interface = static name => name == "eth0" ? 2u : null,
        Host = static (name, family) => name == "twins"
            ? [.. new[] { "192.0.2.1", "2001:db8::1" }.Select(InetAddress.Parse).Where(address => family is null || address.Family == family)]
            : [],
        Cgroup = static path => path == "/system.slice/a.service" ? 4242ul : null,
        User = static name => name == "www-data" ? 33u : null,
        EphemeralPorts = static () => new PortRange(32768, 60999),
        Udp = udp,
        Family = family,
    };

    public static SocketFilter Parse(params string[] words) => FilterParser.Parse(words, All);

    public static bool Matches(string filter, SocketBytes socket, FilterContext? context = null) =>
        Parse(filter).Matches(SocketBytes.View(socket.ToBytes(), socket.Protocol), context ?? FilterContext.Empty);
}
