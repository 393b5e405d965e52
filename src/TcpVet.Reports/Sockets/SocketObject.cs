using System.Text;
using System.Text.Json;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Forms;

namespace TcpVet.Reports.Sockets;

/// <summary>One socket as a JSON object on one line.</summary>
/// <param name="columns">What to show.</param>
internal sealed class SocketObject(SocketColumns columns) : SocketLine
{
    private static readonly SkMemInfo[] MemoryFields = Enum.GetValues<SkMemInfo>();
    private static readonly byte[][] MemoryKeys =
        Keys([.. Enum.GetNames<SkMemInfo>().Select(name => name["SK_MEMINFO_".Length..].ToLowerInvariant())]);
    private static readonly byte[][] InfoKeys = Keys([.. TcpInfoFields.All.Select(field => field.Name)]);

    private const int MaxQuoted = 4096;
    private readonly Dictionary<string, byte[]> quoted = new(StringComparer.Ordinal);

    protected override void Build(ref LineBuilder text, in SocketView socket, ISocketContext context)
    {
        text.Text("{\"proto\":\""u8);
        text.Text(SocketWords.Proto(socket.Protocol));
        text.Text("\",\"family\":\""u8);
        text.Text(SocketWords.Family(socket.Family));
        text.Text("\",\"state\":\""u8);
        text.Text(SocketWords.State(socket.State));
        text.Text("\",\"recv_q\":"u8);
        text.Number(socket.RecvQ);
        text.Text(",\"send_q\":"u8);
        text.Number(socket.SendQ);
        Endpoint(ref text, ",\"local\":{\"addr\":\""u8, socket.Local);
        Endpoint(ref text, ",\"peer\":{\"addr\":\""u8, socket.Peer);
        text.Text(",\"uid\":"u8);
        text.Number(socket.Uid);
        text.Text(",\"inode\":"u8);
        text.Number(socket.Inode);
        text.Text(",\"cookie\":"u8);
        text.Number(socket.Cookie);
        if (socket.Interface != 0)
        {
            text.Text(",\"interface\":"u8);
            text.Text(Quoted(context.InterfaceName(socket.Interface) ?? $"if{socket.Interface}"));
        }

        if (socket.Mark is { } mark)
        {
            text.Text(",\"mark\":"u8);
            text.Number(mark);
        }

        if (socket.CgroupId is { } cgroup && context.CgroupPath(cgroup) is { } path)
        {
            text.Text(",\"cgroup\":"u8);
            text.Text(Quoted(path));
        }

        text.Text(",\"netns\":"u8);
        text.Text(Quoted(context.Netns));
        Timer(ref text, in socket);
        Details(ref text, in socket, context);
        text.Text("}"u8);
    }

    private void Details(ref LineBuilder text, in SocketView socket, ISocketContext context)
    {
        if (columns.Extended)
        {
            Extended(ref text, in socket);
        }

        if (columns.Processes)
        {
            Holders(ref text, context.Holders(socket.Inode));
        }

        TcpInfoView info = socket.TcpInfo;
        if (columns.TcpInfo && info.IsPresent)
        {
            TcpInfo(ref text, info);
            ReadOnlySpan<byte> congestion = socket.Attribute(InetDiagAttribute.INET_DIAG_CONG).TrimEnd((byte)0);
            if (!congestion.IsEmpty)
            {
                text.Text(",\"congestion\":"u8);
                text.Text(Quoted(Encoding.UTF8.GetString(congestion)));
            }
        }

        if (columns.Memory && socket.Memory(SkMemInfo.SK_MEMINFO_RMEM_ALLOC) is not null)
        {
            Memory(ref text, in socket);
        }
    }

    private static void Extended(ref LineBuilder text, in SocketView socket)
    {
        if (socket.Shutdown is { } shutdown)
        {
            text.Text(",\"shutdown\":"u8);
            text.Text(shutdown switch { 0 => "\"none\""u8, 1 => "\"receive\""u8, 2 => "\"send\""u8, _ => "\"both\""u8 });
        }

        if (socket.V6Only is { } v6only)
        {
            text.Text(v6only ? ",\"v6only\":true"u8 : ",\"v6only\":false"u8);
        }

        SocketOptionBits.Write(ref text, socket.Attribute(InetDiagAttribute.INET_DIAG_SOCKOPT));
    }

    private static void Endpoint(ref LineBuilder text, ReadOnlySpan<byte> head, InetEndpoint endpoint)
    {
        text.Text(head);
        text.Address(endpoint.Addr);
        text.Text("\",\"port\":"u8);
        text.Number(endpoint.Port);
        text.Text("}"u8);
    }

    private static void Timer(ref LineBuilder text, in SocketView socket)
    {
        if (socket.Timer == SocketTimer.Off)
        {
            return;
        }

        text.Text(",\"timer\":{\"kind\":\""u8);
        text.Text(SocketWords.Timer(socket.Timer));
        text.Text("\",\"expires_ms\":"u8);
        text.Number(socket.ExpiresMs);
        text.Text(",\"retransmits\":"u8);
        text.Number(socket.Retransmits);
        text.Text("}"u8);
    }

    private void Holders(ref LineBuilder text, IReadOnlyList<SocketHolder> holders)
    {
        text.Text(",\"processes\":["u8);
        for (int i = 0; i < holders.Count; i++)
        {
            text.Text(i == 0 ? "{\"pid\":"u8 : ",{\"pid\":"u8);
            text.Number((ulong)holders[i].Pid);
            text.Text(",\"name\":"u8);
            text.Text(Quoted(holders[i].Name));
            text.Text(",\"fd\":"u8);
            text.Number((ulong)holders[i].Fd);
            text.Text("}"u8);
        }

        text.Text("]"u8);
    }

    private static void TcpInfo(ref LineBuilder text, TcpInfoView info)
    {
        text.Text(",\"tcp_info\":{"u8);
        bool first = true;
        for (int i = 0; i < InfoKeys.Length; i++)
        {
            Member(ref text, InfoKeys[i], info.Value(TcpInfoFields.All[i]), ref first);
        }

        text.Text("}"u8);
    }

    private static void Memory(ref LineBuilder text, in SocketView socket)
    {
        text.Text(",\"memory\":{"u8);
        bool first = true;
        for (int i = 0; i < MemoryKeys.Length; i++)
        {
            Member(ref text, MemoryKeys[i], socket.Memory(MemoryFields[i]), ref first);
        }

        text.Text("}"u8);
    }

    // What the kernel did not tell is left out.
    private static void Member(ref LineBuilder text, byte[] key, ulong? value, ref bool first)
    {
        if (value is { } known)
        {
            text.Text(first ? default : ","u8);
            text.Text(key);
            text.Number(known);
            first = false;
        }
    }

    private static byte[][] Keys(string[] names)
    {
        byte[][] keys = new byte[names.Length][];
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = Encoding.ASCII.GetBytes($"\"{names[i]}\":");
        }

        return keys;
    }

    // JSON escapes control characters, and this encoder everything that is not ASCII: no byte can steer a terminal.
    // The same few names come again with every socket.
    private ReadOnlySpan<byte> Quoted(string text)
    {
        if (!quoted.TryGetValue(text, out byte[]? bytes))
        {
            bytes = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");
            if (quoted.Count < MaxQuoted)
            {
                quoted[text] = bytes;
            }
        }

        return bytes;
    }
}
