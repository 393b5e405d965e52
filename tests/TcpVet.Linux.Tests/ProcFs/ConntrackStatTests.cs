using System.Text;
using TcpVet.Linux.ProcFs;

namespace TcpVet.Linux.Tests.ProcFs;

public class ConntrackStatTests
{
    // Two processors of Linux 6.18.
    private const string Stat =
        "entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart\n" +
        "00000003  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 0000000a 00000010 00000001 00000000  00000000 00000000 00000000 00000000\n" +
        "00000003  00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000000 00000001 000000ff 00000000 00000000  00000000 00000000 00000000 00000000\n";

    [Fact]
    public void Columns_are_summed_by_their_names() => Assert.Equal(new ConntrackStat(0x10f, 1, 11), Parse(Stat));

    [Fact]
    public void A_column_that_a_kernel_lacks_is_unknown()
    {
        Assert.Equal(new ConntrackStat(null, null, 2), Parse("entries insert_failed\n00000001 00000002\n"));
        Assert.Equal(default(ConntrackStat), Parse("entries drop\n"));
        Assert.Null(Parse("00000001 00000002\n"));
        Assert.Null(Parse(""));
    }

    [Fact]
    public void Any_bytes_are_read_safely() => Fuzz.Survives(Stat, bytes => ConntrackStat.Parse(bytes));

    private static ConntrackStat? Parse(string text) => ConntrackStat.Parse(Encoding.UTF8.GetBytes(text));
}
