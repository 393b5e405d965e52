using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

// Structures and numbers of <linux/netlink.h> and <linux/sock_diag.h>.
#pragma warning disable CS1591, CS8981, IDE1006, CA1051, CA1815 // the kernel's header is the documentation of its fields

/// <summary><c>struct nlmsghdr</c>: the head of each netlink message.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct nlmsghdr
{
    public uint nlmsg_len;
    public ushort nlmsg_type;
    public ushort nlmsg_flags;
    public uint nlmsg_seq;
    public uint nlmsg_pid;
}

/// <summary><c>struct nlattr</c>: the head of each attribute.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct nlattr
{
    public ushort nla_len;
    public ushort nla_type;
}

/// <summary>Numbers of netlink that this program uses.</summary>
public static class NetlinkConstants
{
    public const ushort NLMSG_NOOP = 1;
    public const ushort NLMSG_ERROR = 2;
    public const ushort NLMSG_DONE = 3;
    public const ushort NLMSG_OVERRUN = 4;
    public const ushort SOCK_DIAG_BY_FAMILY = 20;
    public const ushort SOCK_DESTROY = 21;
    public const ushort TCPDIAG_GETSOCK = 18;

    public const ushort NLM_F_REQUEST = 0x01;
    public const ushort NLM_F_ACK = 0x04;
    public const ushort NLM_F_DUMP_INTR = 0x10;
    public const ushort NLM_F_DUMP = 0x300;
    public const ushort NLM_F_CAPPED = 0x100;
    public const ushort NLM_F_ACK_TLVS = 0x200;

    public const ushort NLMSGERR_ATTR_MSG = 1;
}
