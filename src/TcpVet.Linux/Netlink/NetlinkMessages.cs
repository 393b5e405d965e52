using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using TcpVet.Linux.Interop;

namespace TcpVet.Linux.Netlink;

/// <summary>One netlink message in place.</summary>
/// <param name="header">Its head.</param>
/// <param name="payload">The bytes behind the head.</param>
public readonly ref struct NetlinkMessage(nlmsghdr header, ReadOnlySpan<byte> payload)
{
    /// <summary>The message's head.</summary>
    public nlmsghdr Header { get; } = header;

    /// <summary>The bytes behind the head.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>True when the kernel says that the dump was disturbed (NLM_F_DUMP_INTR).</summary>
    public bool Interrupted => (Header.nlmsg_flags & NetlinkConstants.NLM_F_DUMP_INTR) != 0;
}

/// <summary>
/// Walks the messages in received bytes without copying. A length that does not fit ends the walk and sets
/// <see cref="Malformed"/>: bytes from outside are never trusted.
/// </summary>
/// <param name="bytes">What one receive call returned, or a piece of a recorded dump.</param>
public ref struct NetlinkMessages(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>The size of a message's head, in bytes.</summary>
    public static int HeaderSize => Unsafe.SizeOf<nlmsghdr>();

    /// <summary>The message that <see cref="MoveNext"/> stopped at.</summary>
    public NetlinkMessage Current { get; private set; }

    /// <summary>True when the walk ended at bytes that are no message.</summary>
    public bool Malformed { get; private set; }

    /// <summary>The bytes not walked yet: after a malformed or cut message, from its head on.</summary>
    public readonly ReadOnlySpan<byte> Rest => rest;

    /// <summary>This, for <c>foreach</c>.</summary>
    public readonly NetlinkMessages GetEnumerator() => this;

    /// <summary>Steps to the next message.</summary>
    /// <returns>False at the end or at malformed bytes.</returns>
    public bool MoveNext()
    {
        if (rest.Length < HeaderSize)
        {
            Malformed = !rest.IsEmpty;
            return false;
        }

        nlmsghdr header = MemoryMarshal.Read<nlmsghdr>(rest);
        if (header.nlmsg_len < HeaderSize || header.nlmsg_len > rest.Length)
        {
            Malformed = true;
            return false;
        }

        int length = (int)header.nlmsg_len;
        Current = new NetlinkMessage(header, rest[HeaderSize..length]);
        // #define NLMSG_ALIGNTO 4U
        rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        return true;
    }

    /// <summary>
    /// Reads the error of an NLMSG_ERROR or NLMSG_DONE message: the (positive) error number, 0 for success, and the
    /// kernel's extended-ack text when it sent one (Documentation/userspace-api/netlink/intro.rst).
    /// </summary>
    public static (int Errno, string? Text) ReadError(NetlinkMessage message)
    {
        ReadOnlySpan<byte> payload = message.Payload;
        if (payload.Length < sizeof(int))
        {
            return (0, null);
        }

        int error = MemoryMarshal.Read<int>(payload);
        int errno = error == int.MinValue ? Interop.Errno.EIO : Math.Abs(error);
        if ((message.Header.nlmsg_flags & NetlinkConstants.NLM_F_ACK_TLVS) == 0)
        {
            return (errno, null);
        }

        // NLMSG_ERROR repeats the request's head, and without NLM_F_CAPPED its payload too; NLMSG_DONE does not.
        int skip = sizeof(int);
        if (message.Header.nlmsg_type == NetlinkConstants.NLMSG_ERROR)
        {
            skip += HeaderSize;
            bool capped = (message.Header.nlmsg_flags & NetlinkConstants.NLM_F_CAPPED) != 0;
            if (!capped && payload.Length >= skip)
            {
                uint requestLength = MemoryMarshal.Read<nlmsghdr>(payload[sizeof(int)..]).nlmsg_len;
                skip = (int)Math.Min(sizeof(int) + ((requestLength + 3L) & ~3L), payload.Length);
            }
        }

        return (errno, skip <= payload.Length
            && new NetlinkAttributes(payload[skip..]).TryFind(NetlinkConstants.NLMSGERR_ATTR_MSG, out ReadOnlySpan<byte> text)
                ? Encoding.UTF8.GetString(text.TrimEnd((byte)0)) : null);
    }
}
