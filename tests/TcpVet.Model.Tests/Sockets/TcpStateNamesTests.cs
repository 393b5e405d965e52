namespace TcpVet.Model.Tests.Sockets;

public sealed class TcpStateNamesTests
{
    [Fact]
    public void Every_name_is_read_back_in_every_common_spelling()
    {
        foreach (TcpState state in TcpStateNames.All)
        {
            string name = state.Name();
            string[] spellings =
                [name, name.ToLowerInvariant(), name.Replace('_', '-'), name.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant()];
            foreach (string spelling in spellings)
            {
                Assert.True(TcpStateNames.TryParse(spelling, out TcpState parsed, out string? hint), spelling);
                Assert.Equal(state, parsed);
                Assert.Null(hint);
            }
        }
    }

    // The spellings that the command line's documentation promises, and those of ss(8).
    [Theory]
    [InlineData("time-wait", TcpState.TimeWait)]
    [InlineData("TIMEWAIT", TcpState.TimeWait)]
    [InlineData("LISTENING", TcpState.Listen)]
    [InlineData("listening", TcpState.Listen)]
    [InlineData("SYN_RECEIVED", TcpState.SynRecv)]
    [InlineData("SYN-RCVD", TcpState.SynRecv)]
    [InlineData("FIN_WAIT_1", TcpState.FinWait1)]
    [InlineData("fin-wait-2", TcpState.FinWait2)]
    [InlineData("CLOSED", TcpState.Close)]
    [InlineData("estab", TcpState.Established)]
    [InlineData("unconn", TcpState.Close)]
    [InlineData("syn-sent", TcpState.SynSent)]
    [InlineData("bound-inactive", TcpState.BoundInactive)]
    public void Spelling(string text, TcpState expected)
    {
        Assert.True(TcpStateNames.TryParse(text, out TcpState state, out string? hint));
        Assert.Equal(expected, state);
        Assert.Null(hint);
    }

    [Theory]
    [InlineData("TIMED_WAIT")]
    [InlineData("itmed_wait")]
    [InlineData("ITMED-WAIT")]
    public void A_misprint_of_guides_is_taken_with_a_hint(string text)
    {
        Assert.True(TcpStateNames.TryParse(text, out TcpState state, out string? hint));
        Assert.Equal(TcpState.TimeWait, state);
        Assert.Contains(text, hint, StringComparison.Ordinal);
        Assert.Contains("TIME_WAIT", hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("UNKNOWN")]
    [InlineData("WAIT")]
    [InlineData("6")]
    [InlineData("TIME WAIT!")]
    public void No_state(string text) => Assert.False(TcpStateNames.TryParse(text, out _, out _));

    [Theory]
    [InlineData("CLOSEWAITT", "CLOSE_WAIT")]
    [InlineData("lsten", "LISTEN")]
    [InlineData("tiem-wait", "TIME_WAIT")]
    [InlineData("ETSABLISHED", "ESTABLISHED")]
    public void The_nearest_name_comes_first(string text, string expected)
    {
        IReadOnlyList<string> near = TcpStateNames.Near(text);
        Assert.Equal(expected, near[0]);
        Assert.InRange(near.Count, 1, 3);
    }

    [Fact]
    public void Nothing_is_near_to_nonsense() => Assert.Empty(TcpStateNames.Near("xyzzyplugh"));

    [Fact]
    public void An_unknown_number_has_a_name_too() => Assert.Equal("STATE_77", ((TcpState)77).Name());

    [Fact]
    public void Numbers_are_the_kernels() => Assert.Equal(
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
        TcpStateNames.All.Select(state => (int)state));
}
