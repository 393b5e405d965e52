using System.Globalization;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>The details of a socket as words that readers of ss know: <c>timer:(…)</c>, <c>skmem:(…)</c>, <c>cwnd:10</c>.</summary>
internal static class SocketDetailText
{
    private static readonly (string Word, SkMemInfo Index)[] MemoryWords =
    [
        ("r", SkMemInfo.SK_MEMINFO_RMEM_ALLOC), ("rb", SkMemInfo.SK_MEMINFO_RCVBUF), ("t", SkMemInfo.SK_MEMINFO_WMEM_ALLOC),
        ("tb", SkMemInfo.SK_MEMINFO_SNDBUF), ("f", SkMemInfo.SK_MEMINFO_FWD_ALLOC), ("w", SkMemInfo.SK_MEMINFO_WMEM_QUEUED),
        ("o", SkMemInfo.SK_MEMINFO_OPTMEM), ("bl", SkMemInfo.SK_MEMINFO_BACKLOG), ("d", SkMemInfo.SK_MEMINFO_DROPS),
    ];

    public static void Processes(ref LineBuilder text, IReadOnlyList<SocketHolder> holders)
    {
        for (int i = 0; i < holders.Count; i++)
        {
            text.Text(i == 0 ? default : ","u8);
            text.Text(SafeText.Escape(holders[i].Name));
            text.Text("["u8);
            text.Number((ulong)holders[i].Pid);
            text.Text("] fd="u8);
            text.Number((ulong)holders[i].Fd);
        }
    }

    public static void Extended(ref LineBuilder text, in SocketView socket, ISocketContext context)
    {
        if (socket.Timer != SocketTimer.Off)
        {
            text.Text("timer:("u8);
            text.Text(SocketWords.Timer(socket.Timer));
            text.Text(string.Create(CultureInfo.InvariantCulture, $",{Durations.Short(socket.ExpiresMs)},{socket.Retransmits}) "));
        }

        text.Text("uid:"u8);
        text.Number(socket.Uid);
        text.Text(" ino:"u8);
        text.Number(socket.Inode);
        text.Text(" sk:"u8);
        text.Hex(socket.Cookie);
        if (socket.CgroupId is { } cgroup)
        {
            text.Text(" cgroup:"u8);
            text.Text(context.CgroupPath(cgroup) is { } path ? SafeText.Escape(path) : $"unreachable:{cgroup:x}");
        }

        if (socket.Mark is > 0 and { } mark)
        {
            text.Text(" mark:0x"u8);
            text.Hex(mark);
        }

        if (socket.V6Only is { } v6only)
        {
            text.Text(v6only ? " v6only:1"u8 : " v6only:0"u8);
        }

        text.Text(socket.Shutdown switch { 1 => " shutdown:receive"u8, 2 => " shutdown:send"u8, 3 => " shutdown:both"u8, _ => default });
    }

    /// <summary>Whether a socket has anything to say for <c>-i</c> or <c>-m</c>: a mini-socket has not.</summary>
    public static bool HasFigures(in SocketView socket, SocketColumns columns) =>
        (columns.TcpInfo && socket.TcpInfo.IsPresent) || (columns.Memory && socket.Memory(SkMemInfo.SK_MEMINFO_RMEM_ALLOC) is not null);

    public static void Memory(ref LineBuilder text, in SocketView socket, bool asked)
    {
        if (!asked || socket.Memory(SkMemInfo.SK_MEMINFO_RMEM_ALLOC) is null)
        {
            return;
        }

        text.Text(" skmem:("u8);
        foreach ((string word, SkMemInfo index) in MemoryWords)
        {
            if (socket.Memory(index) is { } value)
            {
                text.Text(index == SkMemInfo.SK_MEMINFO_RMEM_ALLOC ? default : ","u8);
                text.Text(word);
                text.Number(value);
            }
        }

        text.Text(")"u8);
    }

    public static void TcpInfo(ref LineBuilder text, in SocketView socket, bool asked)
    {
        if (asked && socket.TcpInfo.IsPresent)
        {
            SocketInfoText.Write(ref text, in socket);
        }
    }
}
