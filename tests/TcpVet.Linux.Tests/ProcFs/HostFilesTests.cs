using TcpVet.Linux.Interop;
using TcpVet.Linux.ProcFs;
using TcpVet.Model;

namespace TcpVet.Linux.Tests.ProcFs;

public class HostFilesTests
{
    private const string SockstatText = "sockets: used 16\nTCP: inuse 1 orphan 2 tw 3 alloc 4 mem 5\nUDP: inuse 0 mem 0\nFRAG: inuse 0 memory 0\n";
    private const string Softnet = "0000000d 00000001 00000002 00000000\n00001248 ffffffff 00000010 00000000\n";
    private const string Stat = "cpu  1 2 3\ncpu0 1 2 3\ncpu1 1 2 3\nintr 99 cpu9\nctxt 5\n";

    [Fact]
    public void Sockstat_is_keyed_by_protocol_and_name()
    {
        using FixtureRoot root = new FixtureRoot()
            .File("thread-self/net/sockstat", SockstatText).File("thread-self/net/sockstat6", "TCP6: inuse 8\nUDP6: inuse\n");

        Dictionary<string, long> counts = Sockstat.Read(root.Proc);

        Assert.Equal(16, counts["sockets.used"]);
        Assert.Equal(3, counts["TCP.tw"]);
        Assert.Equal(8, counts["TCP6.inuse"]);
        Assert.False(counts.ContainsKey("UDP6.inuse"));
    }

    [Fact]
    public void Softnet_sums_hexadecimal_columns_of_all_processors() =>
        Assert.Equal(new SoftnetStat(2, 1L + uint.MaxValue, 0x12), SoftnetStat.Parse(Bytes(Softnet)));

    [Theory]
    [InlineData("")]
    [InlineData("0000000d 00000001\n")]
    [InlineData("xyz xyz xyz\n")]
    [InlineData("000000001 000000001 000000001\n")]
    public void Softnet_without_a_whole_line_is_unknown(string text) => Assert.Null(SoftnetStat.Parse(Bytes(text)));

    [Fact]
    public void Host_facts_come_from_their_files()
    {
        using FixtureRoot root = new FixtureRoot()
            .File("thread-self/net/softnet_stat", Softnet).File("uptime", "1234.56 99.00\n")
            .File("sys/fs/file-nr", "1184\t4\t2466177\n").File("stat", Stat);

        HostFacts facts = HostFiles.Read(root.Proc);

        Assert.Equal(1234.56, facts.UptimeSeconds);
        Assert.Equal(2, facts.Cpus);
        Assert.Equal(1180, facts.FilesOpen);
        Assert.Equal(2466177, facts.FilesMax);
        Assert.Equal(0x12, facts.SoftnetSqueezed!.Value.Last);
    }

    [Fact]
    public void Nothing_readable_means_unknown_not_zero()
    {
        using FixtureRoot root = new();
        HostFacts facts = HostFiles.Read(root.Proc);
        Assert.Null(facts.UptimeSeconds);
        Assert.Null(facts.Cpus);
        Assert.Null(facts.FilesOpen);
        Assert.Null(facts.SoftnetDropped);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1.0 3")]
    [InlineData("NaN")]
    [InlineData("soon")]
    public void An_odd_uptime_is_unknown(string text) => Assert.Null(HostFiles.ParseUptime(Bytes(text)));

    [Fact]
    public void A_file_that_is_there_and_refused_is_an_error_with_its_name()
    {
        using FixtureRoot root = new FixtureRoot().Folder("thread-self/net/snmp");
        KernelException refusal = Assert.Throws<KernelException>(() => root.Proc.Read("thread-self/net/snmp"));
        Assert.Equal("EISDIR", refusal.ErrnoName);
        Assert.Contains("thread-self/net/snmp: Is a directory (EISDIR)", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_longer_than_the_first_buffer_is_read_whole()
    {
        byte[] content = new byte[100_000];
        new Random(1).NextBytes(content);
        using FixtureRoot root = new FixtureRoot().File("large", content);
        Assert.Equal(content, root.Proc.Read("large"));
    }

    [Fact]
    public void A_file_without_end_is_cut_off() => Assert.Equal(ProcFsRoot.ReadLimit, new ProcFsRoot("/dev").Read("zero")!.Length);

    [Fact]
    public void Hostile_text_never_breaks_the_parsers()
    {
        Fuzz.Survives(SockstatText, text => Sockstat.Parse(text, new Dictionary<string, long>()));
        Fuzz.Survives(Softnet, text => SoftnetStat.Parse(text));
        Fuzz.Survives(Stat, text => HostFiles.ParseCpus(text));
        Fuzz.Survives("1184\t4\t2466177\n", text => HostFiles.ParseFileNr(text));
        Fuzz.Survives("1234.56 99.00\n", text => HostFiles.ParseUptime(text));
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
