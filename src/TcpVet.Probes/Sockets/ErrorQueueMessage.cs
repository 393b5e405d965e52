using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TcpVet.Linux.Interop;
using TcpVet.Model;
using TcpVet.Probes.Results;

namespace TcpVet.Probes.Sockets;

/// <summary>Reads what recvmsg(2) with MSG_ERRQUEUE put into the ancillary data (ip(7), IP_RECVERR). Pure.</summary>
internal static class ErrorQueueMessage
{
    /// <summary>The ICMP error in ancillary data; null when there is none: another kind of error, or bytes that do not fit.</summary>
    /// <param name="control">The ancillary data as received.</param>
    public static IcmpError? Parse(ReadOnlySpan<byte> control)
    {
        int head = Unsafe.SizeOf<cmsghdr>();
        while (control.Length >= head)
        {
            cmsghdr header = MemoryMarshal.Read<cmsghdr>(control);
            if (header.cmsg_len < (nuint)head || header.cmsg_len > (nuint)control.Length)
            {
                return null;
            }

            int length = (int)header.cmsg_len;
            if ((header.cmsg_level, header.cmsg_type) is (Libc.IPPROTO_IP, Libc.IP_RECVERR) or (Libc.IPPROTO_IPV6, Libc.IPV6_RECVERR)
                && ParseError(control[head..length]) is { } error)
            {
                return error;
            }

            // CMSG_ALIGN: to the size of a long.
            control = control[Math.Min((length + nint.Size - 1) & ~(nint.Size - 1), control.Length)..];
        }

        return null;
    }

    // struct sock_extended_err, then the offender's address (SO_EE_OFFENDER): a sockaddr_in or sockaddr_in6.
    private static IcmpError? ParseError(ReadOnlySpan<byte> data)
    {
        int size = Unsafe.SizeOf<sock_extended_err>();
        if (data.Length < size)
        {
            return null;
        }

        sock_extended_err error = MemoryMarshal.Read<sock_extended_err>(data);
        ReadOnlySpan<byte> offender = data[size..];
        AddressFamily family = error.ee_origin switch
        {
            Libc.SO_EE_ORIGIN_ICMP => AddressFamily.IPv4,
            Libc.SO_EE_ORIGIN_ICMP6 => AddressFamily.IPv6,
            _ => 0,
        };
        if (family == 0 || offender.Length < 16)
        {
            return null;
        }

        AddressFamily named = (AddressFamily)MemoryMarshal.Read<ushort>(offender);
        InetAddress? sender = named switch
        {
            AddressFamily.IPv4 => InetAddress.Read(AddressFamily.IPv4, offender[4..]),
            AddressFamily.IPv6 when offender.Length >= 24 => InetAddress.Read(AddressFamily.IPv6, offender[8..]),
            _ => null,
        };
        return sender is { } from ? new IcmpError(family, error.ee_type, error.ee_code, from) : null;
    }
}
