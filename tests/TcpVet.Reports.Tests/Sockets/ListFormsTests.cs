using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using CsCheck;
using TcpVet.Linux.Interop;
using TcpVet.Linux.SockDiag;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Sockets;

namespace TcpVet.Reports.Tests.Sockets;

/// <summary>Sockets as lines, whatever bytes the kernel sends and however processes are named.</summary>
public sealed class ListFormsTests
{
    private static readonly SocketColumns Everything = new(Processes: true, Extended: true, TcpInfo: true, Memory: true);
    private static readonly string[] Required = ["proto", "family", "state", "recv_q", "send_q", "local", "peer", "uid", "inode", "cookie", "netns"];

    [Fact]
    public void Every_line_is_json_and_safe() =>
        Gen.Select(Gen.Byte.Array[(int)SocketView.FixedSize, 400], Gen.String, Gen.Bool).ForAll((bytes, name, ipv6) =>
        {
            bytes[0] = ipv6 ? (byte)10 : (byte)2;
            string text = Line(bytes, new Names(name, 2));
            using JsonDocument line = JsonDocument.Parse(text);
            return text.TrimEnd('\n').All(c => c is >= ' ' and <= '~')
                && Required.All(key => line.RootElement.TryGetProperty(key, out _))
                && line.RootElement.GetProperty("processes")[1].GetProperty("fd").GetInt32() == 1;
        });

    [Fact]
    public void Attributes_of_any_length_are_json() =>
        Gen.Select(Gen.UShort[1, 25], Gen.Byte.Array[0, 300]).Array[0, 6].ForAll(attributes =>
        {
            List<byte> bytes = [.. Socket()];
            foreach ((ushort type, byte[] payload) in attributes)
            {
                bytes.AddRange(BitConverter.GetBytes((ushort)(4 + payload.Length)));
                bytes.AddRange(BitConverter.GetBytes(type));
                bytes.AddRange(payload);
                bytes.AddRange(new byte[(4 - payload.Length % 4) % 4]);
            }

            using JsonDocument line = JsonDocument.Parse(Line([.. bytes], new Names("x", 1)));
            return line.RootElement.GetProperty("state").GetString() == "ESTABLISHED";
        });

    [Fact]
    public void A_socket_of_thousands_of_processes_is_whole()
    {
        using JsonDocument line = JsonDocument.Parse(Line(Socket(), new Names("prefork \e worker", 5000)));
        Assert.Equal(5000, line.RootElement.GetProperty("processes").GetArrayLength());

        string table =
            TextTests.Written(output => Write(new SocketTable(output, Everything, header: false, oneLine: false), new Names("\e[31m\nx", 5000)));
        Assert.Contains("[5000] fd=4999", table, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', table);
        Assert.Single(table.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void The_shape_is_the_documented_one() => Assert.Equal(
        """{"proto":"tcp","family":"ipv4","state":"ESTABLISHED","recv_q":3,"send_q":4,"local":{"addr":"192.0.2.1","port":80},"peer":{"addr":"198.51.100.7","port":40000},"uid":1000,"inode":77,"cookie":18446744073709551615,"netns":"blue","timer":{"kind":"on","expires_ms":200,"retransmits":2},"processes":[{"pid":1,"name":"a","fd":0}]}""" + "\n",
        Line(Socket(), new Names("a", 1)));

    [Fact]
    public void A_document_holds_all_sockets_or_none()
    {
        foreach (int count in new[] { 0, 1, 3 })
        {
            using JsonDocument document = JsonDocument.Parse(TextTests.Written(output =>
            {
                Write(new SocketJsonDocument(output, Everything), new Names("a", 1), count);
            }));
            Assert.Equal(count, document.RootElement.GetProperty("sockets").GetArrayLength());
            Assert.Equal("tcpvet/list/1", document.RootElement.GetProperty("schema").GetString());
        }
    }

    [Fact]
    public void Every_csv_row_has_a_cell_for_each_head()
    {
        string[] lines = TextTests.Written(output => Write(new SocketCsv(output, Everything, header: true), new Names("a", 1), 2))
            .TrimEnd('\n')
            .Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Single(lines.Select(line => line.Count(c => c == ',')).Distinct());
    }

    private static string Line(byte[] bytes, Names names) => TextTests.Written(output =>
    {
        Assert.True(SocketView.TryRead(Protocol.Tcp, bytes, out SocketView socket));
        new SocketJsonLines(output, Everything).Take(in socket, names);
    });

    private static void Write(ISocketConsumer form, Names names, int count = 1)
    {
        Assert.True(SocketView.TryRead(Protocol.Tcp, Socket(), out SocketView socket));
        form.Begin(new SocketListing(new Origin("h", DateTimeOffset.UnixEpoch, "n"), ManyProtocols: false, ManyPlaces: false));
        for (int i = 0; i < count; i++)
        {
            form.Take(in socket, names);
        }

        form.End();
    }

    private static byte[] Socket()
    {
        inet_diag_msg message = new()
        {
            idiag_family = 2,
            idiag_state = 1,
            idiag_timer = 1,
            idiag_retrans = 2,
            idiag_expires = 200,
            idiag_rqueue = 3,
            idiag_wqueue = 4,
            idiag_uid = 1000,
            idiag_inode = 77,
        };
        message.id.idiag_sport = BigEndianUInt16.From(80);
        message.id.idiag_dport = BigEndianUInt16.From(40000);
        message.id.idiag_cookie0 = uint.MaxValue;
        message.id.idiag_cookie1 = uint.MaxValue;
        InetAddress.Parse("192.0.2.1").Write(message.id.idiag_src);
        InetAddress.Parse("198.51.100.7").Write(message.id.idiag_dst);
        return MemoryMarshal.AsBytes(new ReadOnlySpan<inet_diag_msg>(in message)).ToArray();
    }

    /// <summary>Names as hostile as the bytes.</summary>
    private sealed class Names(string raw, int holders) : ISocketContext
    {
        // Names reach the program as bytes: what is no UTF-8 has become U+FFFD by then.
        private readonly string name = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(raw));

        public string Netns => name == "a" ? "blue" : name;

        public IReadOnlyList<SocketHolder> Holders(uint inode) =>
            [.. Enumerable.Range(0, holders).Select(i => new SocketHolder(i + 1, name, i))];

        public string? InterfaceName(uint index) => name;

        public string? CgroupPath(ulong id) => name;

        public bool TryResolve(InetAddress address, out string resolved)
        {
            resolved = "";
            return false;
        }

        public string? ServiceName(Protocol protocol, ushort port) => null;
    }
}
