using System.Diagnostics;
using System.Globalization;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Linux.SockDiag;
using TcpVet.Linux.Tests.Filters;
using TcpVet.Linux.Tests.SockDiag;

namespace TcpVet.Linux.Tests.Netlink;

/// <summary>
/// An unprivileged user is root of a user namespace, and of a network namespace in it. Whoever reads that network namespace has sockets
/// there that this user may send to: what the user invents must never be taken for the kernel's word, in any family of netlink.
/// </summary>
public sealed unsafe class InventedAnswerTests
{
    private const int GetChain = (NftConstants.NFNL_SUBSYS_NFTABLES << 8) | NftConstants.NFT_MSG_GETCHAIN;
    private const int NewChain = (NftConstants.NFNL_SUBSYS_NFTABLES << 8) | NftConstants.NFT_MSG_NEWCHAIN;

    // Sends to a port id what it is told to, and says the error number.
    private const string Sender = """
        use Socket; $| = 1; print "ready\n";
        while (<STDIN>) {
            my ($protocol, $port, $bytes) = split;
            socket(my $s, 16, 3, $protocol) or die $!;
            print defined(send($s, pack("H*", $bytes), 0, pack("SSLL", 16, 0, $port, 0))) ? 0 : $! + 0, "\n";
        }
        """;

    public static TheoryData<int> Families => [Libc.NETLINK_SOCK_DIAG, Libc.NETLINK_NETFILTER, Libc.NETLINK_ROUTE];

    [Theory]
    [MemberData(nameof(Families))]
    public void Nobody_but_the_kernel_reaches_a_socket(int family) => WithStranger(say =>
    {
        using NetlinkSocket ours = NetlinkSocket.Open(family, "netlink");

        Assert.Equal(Errno.ECONNREFUSED, say(family, ours, Invented(family, ours.NextSequence())));
    });

    // A socket that hears everybody, as if connect(2) had been forgotten, and a stranger who guessed the number of the next request.
    [Theory]
    [MemberData(nameof(Families))]
    public void What_reaches_it_all_the_same_is_not_believed(int family) => WithStranger(say =>
    {
        using NetlinkSocket ours = NetlinkSocket.Open(family, "netlink", connected: false);
        uint guess = ours.NextSequence() + 1;
        // The kernel's first answer, a refusal, shows that it hears; the socket has an address from then on.
        ours.Send(Dump.Message(0x7FFF, [], flags: NetlinkConstants.NLM_F_REQUEST));
        Assert.Equal(0, say(family, ours, Invented(family, guess)));

        Assert.Equal(0, CountInvented(family, ours));
    });

    [Theory]
    [MemberData(nameof(Families))]
    public void An_answer_to_another_request_is_passed_over(int family) => WithStranger(_ =>
    {
        using NetlinkSocket ours = NetlinkSocket.Open(family, "netlink");
        // A refusal of the kernel, to a question of another number, waits in front of the answer.
        ours.Send(Dump.Message(0x7FFF, [], flags: NetlinkConstants.NLM_F_REQUEST, sequence: ours.NextSequence()));

        Assert.Equal(0, CountInvented(family, ours));
    });

    private static byte[] Invented(int family, uint sequence) => family switch
    {
        Libc.NETLINK_SOCK_DIAG =>
            Dump.Message(NetlinkConstants.SOCK_DIAG_BY_FAMILY, new SocketBytes { LocalPort = 4242 }.ToBytes(), sequence: sequence),
        Libc.NETLINK_NETFILTER => Dump.Message(NewChain, new byte[64], sequence: sequence),
        _ => Dump.Message(RouteConstants.RTM_NEWNEIGH, new byte[64], sequence: sequence),
    };

    // The namespace is empty: what is counted was invented.
    private static int CountInvented(int family, NetlinkSocket ours)
    {
        int count = 0;
        switch (family)
        {
            case Libc.NETLINK_SOCK_DIAG:
                using (SockDiagSource source = new(ours))
                {
                    return (int)source.Dump(new SocketQuery { Family = Model.AddressFamily.IPv4 }, new Taker()).Sockets;
                }

            case Libc.NETLINK_NETFILTER:
                ours.Dump("nftables", GetChain, new byte[4], NewChain, 4, _ => count++);
                return count;
            default:
                ours.Dump("neighbours", RouteConstants.RTM_GETNEIGH, new byte[12], RouteConstants.RTM_NEWNEIGH, 12, _ => count++);
                return count;
        }
    }

    private delegate int Stranger(int family, NetlinkSocket ours, byte[] message);

    private static void WithStranger(Action<Stranger> test)
    {
        Require.Root();
        Require.Tools("perl", "setpriv", "unshare");
        ProcessStartInfo start = new("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "unshare", "-Urn", "perl", "-e", Sender])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        using Process process = Process.Start(start)!;
        try
        {
            Assert.SkipUnless(process.StandardOutput.ReadLine() == "ready", "an ordinary user may have no user namespace here");
            Inside($"/proc/{process.Id}/ns/net", () => test((family, ours, message) =>
            {
                sockaddr_nl address = default;
                uint size = (uint)sizeof(sockaddr_nl);
                Assert.Equal(0, Libc.getsockname((int)ours.DangerousGetHandle(), (sockaddr_in6*)&address, &size));
                Assert.NotEqual(0u, address.nl_pid);
                process.StandardInput.WriteLine($"{family} {address.nl_pid} {Convert.ToHexString(message)}");
                return int.Parse(process.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
            }));
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    private static void Inside(string @namespace, Action action)
    {
        Exception? thrown = null;
        Thread thread = new(() =>
        {
            try
            {
                using FileDescriptor descriptor = FileDescriptor.Open(@namespace);
                Assert.Equal(0, Libc.setns(descriptor.Number, Libc.CLONE_NEWNET));
                action();
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                thrown = exception;
            }
        });
        thread.Start();
        thread.Join();
        if (thrown is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(thrown);
        }
    }

    private sealed class Taker : ISocketVisitor
    {
        public bool Visit(in SocketView socket) => true;
    }
}
