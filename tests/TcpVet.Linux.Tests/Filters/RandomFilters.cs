using CsCheck;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Filters;

/// <summary>Expressions over few values, and sockets that have these values: most conditions meet their socket.</summary>
internal static class RandomFilters
{
    private static readonly string[] Addresses = ["10.0.0.1", "10.0.0.2", "127.0.0.1", "0.0.0.0"];
    private static readonly string[] Addresses6 = ["::", "::1", "::ffff:10.0.0.1", "2001:db8::2"];
    private static readonly ushort[] Ports = [0, 80, 1024, 40000, 65535];

    private static readonly Gen<string> Compare = Gen.OneOf("=", "!=", "<", ">", "<=", ">=", "eq", "neq", "gt", "leq");
    private static readonly Gen<string> Equal = Gen.OneOf("", "= ", "== ", "!= ");
    private static readonly Gen<string> End = Gen.OneOf("src", "dst", "host");

    private static readonly Gen<string> Host = Gen.OneOf(
        Gen.Select(Gen.OneOf(Addresses), Gen.Int[0, 32], static (address, length) => $"{address}/{length}"),
        Gen.Select(Gen.OneOf(Addresses6), Gen.Int[0, 128], static (address, length) => $"[{address}/{length}]"),
        Gen.OneOf(Addresses),
        Gen.OneOf(Addresses6).Select(static address => $"[{address}]"),
        Gen.OneOf("*", ":80", "*:40000", "10.0.0.1:80", "[::1]:80", "twins", "any"));

    /// <summary>What the kernel decides.</summary>
    public static Gen<string> KernelCondition { get; } = Gen.OneOf(
        Gen.Select(End, Equal, Host, static (end, equal, host) => $"{end} {equal}{host}"),
        Gen.Select(Gen.OneOf("sport", "dport", "port"), Compare, Gen.OneOf(Ports), static (end, compare, port) => $"{end} {compare} :{port}"),
        Gen.Select(Equal, Gen.OneOf("0", "2", "eth0"), static (equal, device) => $"dev {equal}{device}"),
        Gen.Select(Equal, Gen.OneOf("0", "1", "1/1", "3/1", "0/0"), static (equal, mark) => $"fwmark {equal}{mark}"),
        Gen.Select(Equal, Gen.OneOf("id:1", "id:4242"), static (equal, cgroup) => $"cgroup {equal}{cgroup}"),
        Gen.OneOf(":80", "*:40000", "10.0.0.1", "10.0.0.0/8", "[::1]:80", "::ffff:10.0.0.1", "2001:db8::2"),
        Gen.Const("autobound"));

    /// <summary>Every kind of condition.</summary>
    public static Gen<string> Condition { get; } = Gen.Frequency(
        (2, KernelCondition),
        (1, Gen.OneOf(
            Gen.Select(Equal, Gen.OneOf("a", "7"), static (equal, process) => $"process {equal}{process}"),
            Gen.Select(Equal, Gen.OneOf("0", "33", "www-data"), static (equal, user) => $"user {equal}{user}"),
            Gen.Select(Gen.OneOf("idle", "age"), Compare, Gen.OneOf("0", "1s", "2ms", "40s"), static (time, compare, duration) => $"{time} {compare} {duration}"),
            Gen.Select(Gen.OneOf("recvq", "sendq"), Compare, Gen.OneOf("0", "1"), static (queue, compare, length) => $"{queue} {compare} {length}"))));

    /// <summary>A socket, full or mini, with or without what the kernel may leave out.</summary>
    public static Gen<SocketBytes> Socket { get; } =
        Gen.Select(
            Gen.OneOf(Gen.Select(Gen.OneOf(Addresses), Gen.OneOf(Addresses)), Gen.Select(Gen.OneOf(Addresses6), Gen.OneOf(Addresses6))),
            Gen.Select(Gen.OneOf(Ports), Gen.OneOf(Ports)),
            Gen.Select(Gen.UInt[0, 3], Gen.OneOf(0u, 33u), Gen.OneOf(0u, 77u), Gen.OneOf(5ul, 6ul)),
            Gen.Select(Gen.UInt[0, 1], Gen.UInt[0, 1], Gen.UInt[0, 5], Gen.OneOf<ulong>(1, 4242)),
            Gen.Select(Gen.UInt[0, 2000], Gen.UInt[0, 2000], Gen.UInt[0, 2000]),
            Gen.Select(Gen.Bool, Gen.Bool, Gen.OneOf(TcpState.Established, TcpState.Listen, TcpState.CloseWait)),
            static (addresses, ports, ids, queues, times, kind) => new SocketBytes
            {
                Local = addresses.Item1,
                Peer = addresses.Item2,
                LocalPort = ports.Item1,
                PeerPort = ports.Item2,
                Interface = ids.Item1,
                Uid = kind.Item1 ? ids.Item2 : 0,
                Inode = kind.Item1 ? ids.Item3 : 0,
                Cookie = ids.Item4,
                RecvQ = queues.Item1,
                SendQ = queues.Item2,
                Mark = queues.Item3,
                IsFull = kind.Item1,
                Cgroup = kind.Item1 ? queues.Item4 : null,
                Times = kind is { Item1: true, Item2: true } ? times : null,
                State = kind.Item1 ? kind.Item3 : TcpState.TimeWait,
                Timer = kind.Item1 ? default : TcpVet.Linux.SockDiag.SocketTimer.TimeWait,
                ExpiresMs = kind.Item1 ? 0 : times.Item1 * 30,
            });
}
