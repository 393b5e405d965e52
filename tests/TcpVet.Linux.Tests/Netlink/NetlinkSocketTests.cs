using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Linux.Netlink;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.Netlink;

/// <summary>Answers come from the kernel, or are none: whoever is root of a user namespace may send to our sockets.</summary>
public sealed unsafe class NetlinkSocketTests
{
    private const int DontWait = Libc.MSG_DONTWAIT;

    [Fact]
    public void Nobody_else_can_send_to_it()
    {
        using NetlinkSocket ours = NetlinkSocket.OpenSockDiag();

        Assert.Equal(Errno.ECONNREFUSED, SendTo(ours, "invented"u8));
    }

    // Without CAP_NET_ADMIN the kernel refuses the sender himself.
    [Fact]
    public void What_somebody_else_sends_is_passed_over()
    {
        using NetlinkSocket ours = NetlinkSocket.Open(Libc.NETLINK_SOCK_DIAG, "sock_diag", connected: false);
        // The first request gives it the address that others can send to.
        Assert.Equal(0, Ask(ours).Distance);
        int refused = SendTo(ours, "invented"u8);
        Assert.SkipWhen(refused == Errno.EPERM, "needs CAP_NET_ADMIN to send to a netlink socket");
        Assert.Equal(0, refused);

        (int distance, ushort type) = Ask(ours);

        Assert.Equal(0, distance);
        Assert.Equal(NetlinkConstants.NLMSG_ERROR, type);
    }

    [Fact]
    public void Numbers_of_requests_begin_anywhere_and_go_on()
    {
        using NetlinkSocket one = NetlinkSocket.OpenSockDiag();
        using NetlinkSocket two = NetlinkSocket.OpenSockDiag();
        using NetlinkSocket three = NetlinkSocket.OpenSockDiag();
        uint first = one.NextSequence();

        Assert.Equal(first + 1, one.NextSequence());
        // All three alike by chance: once in 2 to the 62nd.
        Assert.False(first == two.NextSequence() && first == three.NextSequence());
    }

    // Asks for a connection that does not exist; the answer is one message. How far its number is from the request's.
    private static (int Distance, ushort Type) Ask(NetlinkSocket ours)
    {
        InetEndpoint nowhere = new(InetAddress.AnyIPv4, 1);
        uint sequence = ours.NextSequence();
        ours.Send(SockDiagRequest.Exact(nowhere, nowhere, 0, sequence));
        byte[] buffer = new byte[NetlinkSocket.DumpBufferSize];
        NetlinkMessages messages = new(buffer.AsSpan(0, ours.Receive(buffer, out _)));
        Assert.True(messages.MoveNext());
        return ((int)(messages.Current.Header.nlmsg_seq - sequence), messages.Current.Header.nlmsg_type);
    }

    private static int SendTo(NetlinkSocket ours, ReadOnlySpan<byte> message)
    {
        sockaddr_nl address = default;
        uint size = (uint)sizeof(sockaddr_nl);
        Assert.Equal(0, Libc.getsockname((int)ours.DangerousGetHandle(), (sockaddr_in6*)&address, &size));
        Assert.NotEqual(0u, address.nl_pid);

        int fd = Libc.socket(Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, Libc.NETLINK_SOCK_DIAG);
        Assert.True(fd >= 0);
        try
        {
            fixed (byte* bytes = message)
            {
                nint sent = Libc.sendto(fd, bytes, (nuint)message.Length, DontWait, (sockaddr_in6*)&address, size);
                return sent >= 0 ? 0 : Marshal.GetLastPInvokeError();
            }
        }
        finally
        {
            Libc.close(fd);
        }
    }
}
