using System.Text.Json;
using TcpVet.Linux.Scan;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;
using TcpVet.Reports.Sockets;

namespace TcpVet.Reports.Tests.Sockets;

/// <summary>Counts of sockets in each form: what was left out has a name, what comes from outside is made safe.</summary>
public sealed class CountReportTests
{
    private static readonly Origin Here = new("web", DateTimeOffset.UnixEpoch, "blue");
    private static readonly InetAddress Named = InetAddress.Parse("192.0.2.9");

    [Theory]
    [InlineData(OutputFormat.Table, "PEER          TOTAL  ESTABLISHED  TIME_WAIT", "\\x1b[31mhost      3            3          0", "~other            2            0          2")]
    [InlineData(
        OutputFormat.Jsonl, null, """{"peer":"\u001B[31mhost","total":3,"states":{"ESTABLISHED":3}}""",
        """{"peer":"~other","total":2,"states":{"TIME_WAIT":2}}""")]
    public void Peers_have_their_names_and_the_rest_has_one(OutputFormat format, string? head, string peer, string rest)
    {
        string[] expected = head is null ? [peer, rest] : [head, peer, rest];
        Assert.Equal(expected, Lines(PeersReport.Of(Peers()), format));
    }

    [Fact]
    public void Csv_has_the_same_columns_whatever_states_occur()
    {
        string[] lines = Lines(PeersReport.Of(Peers()), OutputFormat.Csv);
        Assert.StartsWith("peer,total,ESTABLISHED,SYN_SENT,", lines[0], StringComparison.Ordinal);
        Assert.Single(lines.Select(line => line.Count(c => c == ',')).Distinct());
    }

    [Theory]
    [InlineData(OutputFormat.Table, new[] { "COUNT  PROCESS  USER", "    7  a\\x0ab   0", "    5  -        ~x", "    4  ~other   -" })]
    [InlineData(OutputFormat.Csv, new[] { "process,user,count", "a\\x0ab,0,7", ",~x,5", "~other,,4" })]
    [InlineData(OutputFormat.Jsonl, new[]
    {
        """{"process":"a\nb","user":0,"count":7}""", """{"process":null,"user":"~x","count":5}""", """{"process":"~other","user":"~other","count":4}""",
    })]
    public void Keys_are_columns(OutputFormat format, string[] expected)
    {
        CountRow[] rows =
        [
            new([new KeyValue("a\nb"), KeyValue.Of(0)], 7), new([new KeyValue(null), new KeyValue("~x")], 5), new(null, 4),
        ];
        string[] lines = Lines(CountReport.Of(new CountAnswer(Here, ["process", "user"], rows)), format);
        Assert.Equal(expected, lines);
    }

    [Fact]
    public void A_document_has_its_origin_and_total()
    {
        using JsonDocument document = JsonDocument.Parse(string.Concat(Lines(PeersReport.Of(Peers()), OutputFormat.Json)));
        JsonElement root = document.RootElement;
        Assert.Equal(("tcpvet/peers/1", "web", "blue"), (Text(root, "schema"), Text(root, "host"), Text(root, "netns")));
        Assert.Equal((5, 2), (root.GetProperty("total").GetInt32(), root.GetProperty("rows").GetArrayLength()));
    }

    private static PeersAnswer Peers() => new(
        Here, [new PeerCounts(Named, 3, new Dictionary<TcpState, long> { [TcpState.Established] = 3 })],
        new PeerRemainder(1, 2, new Dictionary<TcpState, long> { [TcpState.TimeWait] = 2 }),
        new Dictionary<InetAddress, string> { [Named] = "\e[31mhost" });

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static string[] Lines(Report report, OutputFormat format)
    {
        Shown shown = new(format);
        shown.Screen.Show(report);
        return shown.Lines;
    }
}
