using System.Globalization;
using System.Text.RegularExpressions;
using TcpVet.Lab;
using TcpVet.Linux.Filters;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Kernel.Tests.Filters;

/// <summary>
/// The same sockets, the same expressions: ss, the kernel with tcpvet's bytecode, and tcpvet's user space, compared
/// socket by socket (by cookie, which names a socket for its whole life).
/// </summary>
public sealed partial class FilterDifferentialTests(FilterZoo zoo) : IClassFixture<FilterZoo>
{
    // ss before iproute2 6.8 does not know sockets that are only bound.
    private static readonly TcpStateSet KnownToSs = TcpStateSet.All - TcpStateSet.Of(TcpState.BoundInactive);

    [Theory]
    [InlineData(Protocol.Tcp, 400, 1)]
    [InlineData(Protocol.Udp, 100, 2)]
    public void Ss_and_the_kernel_and_user_space_agree(Protocol protocol, int count, int seed)
    {
        Sandbox sandbox = zoo.Sandbox();
        string[] extra = zoo.CgroupPath is { } cgroup ? [$"cgroup {MountOf()}{cgroup}", $"cgroup != {MountOf()}{cgroup}"] : [];
        FilterMaker maker = new(seed, Ends(protocol), extra);
        int different = 0;
        int some = 0;
        for (int i = 0; i < count; i++)
        {
            string[] states = maker.StateWords();
            string expression = maker.Expression();
            // One word, or as many as the shell would make of it.
            string[] words = [.. states, .. i % 2 == 0 ? [expression] : expression.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
            (HashSet<ulong> ours, HashSet<ulong> model) = AgreeOrRetry(sandbox, protocol, words);
            different += ours.SetEquals(model) ? 0 : 1;
            some += ours.Count > 0 ? 1 : 0;
        }

        // Most expressions must select something and have no quirk, or the test proves little.
        Assert.InRange(some, count / 2, count);
        Assert.InRange(different, 0, count / 4);
    }

    [Theory]
    [InlineData("src inet:*")]
    [InlineData("src inet6:*")]
    [InlineData("not src inet:127.0.0.1")]
    [InlineData("dst inet6:[::1] or sport :80")]
    [InlineData("sport inet:80")]
    [InlineData("sport >= inet6:1024")]
    [InlineData("src 127/8")]
    [InlineData("src 127.0/255.0.0.0")]
    [InlineData("src ::1/128")]
    [InlineData("src :::443")]
    [InlineData("src [::]:443")]
    [InlineData("src ::ffff:127.0.0.1/128")]
    [InlineData("src 0:80")]
    [InlineData("src any dst default:*")]
    [InlineData("sport = :http or sport https")]
    [InlineData("dport = :*")]
    [InlineData("src *:80")]
    [InlineData("src localhost")]
    [InlineData("sport 80 or sport 443 and dev 0")]
    [InlineData("fwmark 021 or fwmark 0x10")]
    public void Spellings_mean_what_they_mean_to_ss(string text)
    {
        (HashSet<ulong> ours, HashSet<ulong> model) = AgreeOrRetry(zoo.Sandbox(), Protocol.Tcp, [text]);
        Assert.Equal(model.Order(), ours.Order());
        Assert.NotEmpty(ours);
    }

    [Theory]
    [InlineData("user = 1234")]
    [InlineData("user != root state connected")]
    [InlineData("recvq > 0 or sport = :80")]
    [InlineData("not ( recvq > 0 or autobound )")]
    [InlineData("autobound or sendq > 0")]
    [InlineData("idle < 1h and not autobound")]
    [InlineData("age > 0 or fwmark = 0x11")]
    [InlineData("not ( idle > 1h and autobound ) and src 127.0.0.0/8")]
    [InlineData("process = even or dst [::1]")]
    [InlineData("not process = even and autobound")]
    public void Conditions_beyond_ss_are_decided_alike_with_and_without_the_kernel(string text)
    {
        Sandbox sandbox = zoo.Sandbox();
        (HashSet<ulong> pushed, HashSet<ulong> alone) = sandbox.Run(() =>
        {
            SocketFilter filter = FilterParser.Parse([text], FilterZoo.Names(Protocol.Tcp));
            return (Pushed(filter, Protocol.Tcp, TcpStateSet.All), Alone(filter, Protocol.Tcp, TcpStateSet.All));
        });
        Assert.NotEmpty(alone);
        Assert.Equal(alone.Order(), pushed.Order());
    }

    [Theory]
    // Known answers of ss that tcpvet does not repeat; see SsFilter.
    [InlineData("not src 0.0.0.0/8", "sport = :443")] // the listener on [::]:443 is no IPv4 socket
    [InlineData("not dst ::/0", "sport = :80")] // nor the one on 0.0.0.0:80 an IPv6 one
    [InlineData("not autobound", "sport = :45000")] // a process bound it, though it is ephemeral
    public void A_negation_has_what_ss_loses(string text, string lost)
    {
        Sandbox sandbox = zoo.Sandbox();
        (HashSet<ulong> ours, HashSet<ulong> model) = AgreeOrRetry(sandbox, Protocol.Tcp, [text]);
        HashSet<ulong> missing =
            sandbox.Run(() => Alone(FilterParser.Parse([lost], FilterZoo.Names(Protocol.Tcp)), Protocol.Tcp, KnownToSs));
        Assert.NotEmpty(missing);
        Assert.Subset(ours, model);
        Assert.Contains(missing, ours.Contains);
        Assert.DoesNotContain(missing.Where(ours.Contains), model.Contains);
    }

    [Fact]
    public void The_kernel_takes_the_longest_program()
    {
        string text = string.Join(" or ", Enumerable.Range(1, 10_000).Select(static port => $"dport {port}"));
        // As much of it as fits, which is what a 10,000-character expression needs three times over.
        text = text[..text.IndexOf(" or dport 2040", StringComparison.Ordinal)];
        Sandbox sandbox = zoo.Sandbox();
        sandbox.Run(() =>
        {
            SocketFilter filter = FilterParser.Parse([text], FilterZoo.Names(Protocol.Tcp));
            CompiledFilter compiled = filter.Compile();
            Assert.InRange(compiled.Bytecode!.Length, BytecodeCompiler.MaxLength - 200, BytecodeCompiler.MaxLength);
            Assert.Equal(Alone(filter, Protocol.Tcp, TcpStateSet.All).Order(), Pushed(filter, Protocol.Tcp, TcpStateSet.All).Order());
            return true;
        });
    }

    // Timers run while three witnesses look one after the other: a disagreement must last.
    private static (HashSet<ulong> Ours, HashSet<ulong> Model) AgreeOrRetry(Sandbox sandbox, Protocol protocol, string[] words)
    {
        for (int attempt = 0; ; attempt++)
        {
            (HashSet<ulong> pushed, HashSet<ulong> alone, HashSet<ulong> model) = sandbox.Run(() => Ours(protocol, words));
            HashSet<ulong> shown = Shown(sandbox, protocol, words);
            if (pushed.SetEquals(alone) && shown.SetEquals(model))
            {
                return (alone, model);
            }

            if (attempt == 3)
            {
                Assert.Fail($"""
                    {string.Join(' ', words)}
                    only the kernel takes: {Describe(sandbox, protocol, pushed.Except(alone))}
                    only user space takes: {Describe(sandbox, protocol, alone.Except(pushed))}
                    only ss shows: {Describe(sandbox, protocol, shown.Except(model))}
                    ss does not show: {Describe(sandbox, protocol, model.Except(shown))}
                    """);
            }
        }
    }

    private static (HashSet<ulong> Pushed, HashSet<ulong> Alone, HashSet<ulong> Model) Ours(Protocol protocol, string[] words)
    {
        SocketFilter filter = FilterParser.Parse(words, FilterZoo.Names(protocol));
        HashSet<ulong> unbound = [];
        Dump(protocol, KnownToSs, filter, [6, 4, 8, 0], (in SocketView socket) => unbound.Add(socket.Cookie)); // INET_DIAG_BC_AUTO
        FilterContext context = Context(filter, protocol);
        HashSet<ulong> model = [];
        Dump(protocol, KnownToSs, filter, null, (in SocketView socket) =>
        {
            if (SsFilter.Shows(filter.Expression!, in socket, context, unbound))
            {
                model.Add(socket.Cookie);
            }
        });
        return (Pushed(filter, protocol, KnownToSs), Alone(filter, protocol, KnownToSs), model);
    }

    private static HashSet<ulong> Pushed(SocketFilter filter, Protocol protocol, TcpStateSet standard)
    {
        CompiledFilter compiled = filter.Compile();
        SocketFilter remaining = filter.Remaining(compiled);
        HashSet<ulong> autobound = [];
        if (compiled.AutoboundBytecode is { } first)
        {
            Dump(protocol, standard, SocketFilter.None, first, (in SocketView socket) => autobound.Add(socket.Cookie));
        }

        FilterContext context = new() { Owners = EvenInodes, Autobound = autobound };
        HashSet<ulong> found = [];
        Dump(protocol, standard, filter, compiled.Bytecode, (in SocketView socket) =>
        {
            if (compiled.Exact || remaining.Matches(in socket, context))
            {
                found.Add(socket.Cookie);
            }
        });
        return found;
    }

    private static HashSet<ulong> Alone(SocketFilter filter, Protocol protocol, TcpStateSet standard)
    {
        FilterContext context = Context(filter, protocol);
        HashSet<ulong> found = [];
        Dump(protocol, standard, SocketFilter.None, null, (in SocketView socket) =>
        {
            if (filter.Matches(in socket, context))
            {
                found.Add(socket.Cookie);
            }
        });
        return found;
    }

    private static FilterContext Context(SocketFilter filter, Protocol protocol)
    {
        HashSet<ulong> cookies = [];
        if (filter.NeedsAutobound)
        {
            byte[] bytecode = FilterParser.Parse(["autobound"], FilterZoo.Names(protocol)).Compile().Bytecode!;
            Dump(protocol, TcpStateSet.All, SocketFilter.None, bytecode, (in SocketView socket) => cookies.Add(socket.Cookie));
        }

        return new FilterContext { Owners = EvenInodes, Autobound = cookies };
    }

    private static Truth EvenInodes(uint inode, ProcessPattern process) =>
        process.Matches(1, "even"u8) && inode % 2 == 0 ? Truth.True : inode % 3 == 0 ? Truth.Unknown : Truth.False;

    private static void Dump(Protocol protocol, TcpStateSet standard, SocketFilter filter, byte[]? bytecode, SocketAction action)
    {
        using SockDiagSource source = SockDiagSource.Open();
        SocketQuery query = new()
        {
            Protocol = protocol,
            Family = filter.Family,
            States = (filter.States ?? standard) & standard,
            Details = SocketDetails.TcpInfo,
            Bytecode = bytecode is null ? null : (ReadOnlyMemory<byte>?)bytecode,
        };
        source.Dump(query, new Visitor(action));
    }

    private static HashSet<ulong> Shown(Sandbox sandbox, Protocol protocol, string[] words)
    {
        string output = sandbox.Exec("ss", [protocol == Protocol.Tcp ? "-HOtane" : "-HOuane", .. words]).Checked($"ss {string.Join(' ', words)}");
        return [.. Cookie()
            .Matches(output)
            .Select(match => ulong.Parse(match.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
    }

    private List<InetEndpoint> Ends(Protocol protocol) => zoo.Sandbox().Run(() =>
    {
        List<InetEndpoint> ends = [];
        Dump(protocol, TcpStateSet.All, SocketFilter.None, null, (in SocketView socket) => ends.AddRange([socket.Local, socket.Peer]));
        return ends;
    });

    private static string Describe(Sandbox sandbox, Protocol protocol, IEnumerable<ulong> cookies) => sandbox.Run(() =>
    {
        HashSet<ulong> wanted = [.. cookies];
        List<string> lines = [];
        Dump(protocol, TcpStateSet.All, SocketFilter.None, null, (in SocketView socket) =>
        {
            if (wanted.Contains(socket.Cookie))
            {
                lines.Add($"{socket.State} {socket.Local} {socket.Peer} mark {socket.Mark} device {socket.Interface}");
            }
        });
        return string.Join("; ", lines);
    });

    private static string MountOf() => Linux.Cgroups.CgroupMount.Find(Linux.ProcFs.ProcFsRoot.Default)!;

    [GeneratedRegex(@"\bsk:([0-9a-f]+)")]
    private static partial Regex Cookie();

    private delegate void SocketAction(in SocketView socket);

    private sealed class Visitor(SocketAction action) : ISocketVisitor
    {
        public bool Visit(in SocketView socket)
        {
            action(in socket);
            return true;
        }
    }
}
