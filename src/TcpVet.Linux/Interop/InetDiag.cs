using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TcpVet.Linux.Interop;

// Kernel structures of <linux/inet_diag.h> and <linux/sock_diag.h>, under the kernel's own names.
// tests/TcpVet.Abi.Tests compiles their sizes and offsets against the headers.
#pragma warning disable CS1591, CS8981, IDE1006, CA1051, CA1815 // the kernel's header is the documentation of its fields

/// <summary>Sixteen bytes of an address in network order; IPv4 uses the first four.</summary>
[InlineArray(16)]
public struct AddressBytes
{
    private byte first;
}

/// <summary><c>struct inet_diag_sockid</c>: the identity of a socket.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_sockid
{
    public BigEndianUInt16 idiag_sport;
    public BigEndianUInt16 idiag_dport;
    public AddressBytes idiag_src;
    public AddressBytes idiag_dst;
    public uint idiag_if;
    public uint idiag_cookie0;
    public uint idiag_cookie1;
}

/// <summary><c>struct inet_diag_req</c>: the first form of the request, which asks for both families at once.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_req
{
    public byte idiag_family;
    public byte idiag_src_len;
    public byte idiag_dst_len;
    public byte idiag_ext;
    public inet_diag_sockid id;
    public uint idiag_states;
    public uint idiag_dbs;
}

/// <summary><c>struct inet_diag_req_v2</c>: a request for sockets.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_req_v2
{
    public byte sdiag_family;
    public byte sdiag_protocol;
    public byte idiag_ext;
    public byte pad;
    public uint idiag_states;
    public inet_diag_sockid id;
}

/// <summary><c>struct inet_diag_msg</c>: one socket as sock_diag reports it, before its attributes.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_msg
{
    public byte idiag_family;
    public byte idiag_state;
    public byte idiag_timer;
    public byte idiag_retrans;
    public inet_diag_sockid id;
    public uint idiag_expires;
    public uint idiag_rqueue;
    public uint idiag_wqueue;
    public uint idiag_uid;
    public uint idiag_inode;
}

/// <summary>Attributes of a response (<c>INET_DIAG_*</c>); those up to 8 are asked for by bit n−1 of <c>idiag_ext</c>.</summary>
public enum InetDiagAttribute : ushort
{
    INET_DIAG_MEMINFO = 1,
    INET_DIAG_INFO = 2,
    INET_DIAG_VEGASINFO = 3,
    INET_DIAG_CONG = 4,
    INET_DIAG_TOS = 5,
    INET_DIAG_TCLASS = 6,
    INET_DIAG_SKMEMINFO = 7,
    INET_DIAG_SHUTDOWN = 8,
    INET_DIAG_DCTCPINFO = 9,
    INET_DIAG_PROTOCOL = 10,
    INET_DIAG_SKV6ONLY = 11,
    INET_DIAG_LOCALS = 12,
    INET_DIAG_PEERS = 13,
    INET_DIAG_MARK = 15,
    INET_DIAG_BBRINFO = 16,
    INET_DIAG_CLASS_ID = 17,
    INET_DIAG_MD5SIG = 18,
    INET_DIAG_ULP_INFO = 19,
    INET_DIAG_SK_BPF_STORAGES = 20,
    INET_DIAG_CGROUP_ID = 21,
    INET_DIAG_SOCKOPT = 22,
}

/// <summary>Attributes of a request (<c>INET_DIAG_REQ_*</c>).</summary>
public enum InetDiagRequestAttribute : ushort
{
    INET_DIAG_REQ_BYTECODE = 1,
    INET_DIAG_REQ_SK_BPF_STORAGES = 2,
    INET_DIAG_REQ_PROTOCOL = 3,
}

/// <summary>Operations of the filter bytecode (<c>INET_DIAG_BC_*</c>).</summary>
public enum InetDiagBytecode : byte
{
    INET_DIAG_BC_NOP = 0,
    INET_DIAG_BC_JMP = 1,
    INET_DIAG_BC_S_GE = 2,
    INET_DIAG_BC_S_LE = 3,
    INET_DIAG_BC_D_GE = 4,
    INET_DIAG_BC_D_LE = 5,
    INET_DIAG_BC_AUTO = 6,
    INET_DIAG_BC_S_COND = 7,
    INET_DIAG_BC_D_COND = 8,
    INET_DIAG_BC_DEV_COND = 9,
    INET_DIAG_BC_MARK_COND = 10,
    INET_DIAG_BC_S_EQ = 11,
    INET_DIAG_BC_D_EQ = 12,
    INET_DIAG_BC_CGROUP_COND = 13,
}

/// <summary><c>struct inet_diag_bc_op</c>: one conditional jump.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_bc_op
{
    public byte code;
    public byte yes;
    public ushort no;
}

/// <summary><c>struct inet_diag_hostcond</c> without its trailing address.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_hostcond
{
    public byte family;
    public byte prefix_len;
    public int port;
}

/// <summary><c>struct inet_diag_markcond</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct inet_diag_markcond
{
    public uint mark;
    public uint mask;
}

/// <summary>Indexes into INET_DIAG_SKMEMINFO (<c>SK_MEMINFO_*</c>), an array of 32-bit numbers.</summary>
public enum SkMemInfo
{
    SK_MEMINFO_RMEM_ALLOC,
    SK_MEMINFO_RCVBUF,
    SK_MEMINFO_WMEM_ALLOC,
    SK_MEMINFO_SNDBUF,
    SK_MEMINFO_FWD_ALLOC,
    SK_MEMINFO_WMEM_QUEUED,
    SK_MEMINFO_OPTMEM,
    SK_MEMINFO_BACKLOG,
    SK_MEMINFO_DROPS,
}
