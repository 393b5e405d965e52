using TcpVet.Model;

namespace TcpVet.Knowledge.Tests;

public sealed class StateKnowledgeTests
{
    [Fact]
    public void Every_state_is_known() => Assert.Equal(TcpStateNames.All, StateKnowledge.All.Select(entry => entry.State));

    [Fact]
    public void Every_state_is_entered_and_left() => Assert.All(TcpStateNames.All, state =>
    {
        Assert.NotEmpty(StateTransitions.Into(state));
        Assert.NotEmpty(StateTransitions.OutOf(state));
    });

    [Fact]
    public void No_transition_is_told_twice_or_leads_nowhere()
    {
        Assert.Equal(StateTransitions.All.Count, StateTransitions.All.Distinct().Count());
        Assert.All(StateTransitions.All, step => Assert.NotEqual(step.From, step.To));
        Assert.All(StateTransitions.All, step => Assert.DoesNotContain(TcpState.Unknown, new[] { step.From, step.To }));
    }

    // net/ipv4/tcp.c new_state[]: what close() does in each state.
    [Theory]
    [InlineData(TcpState.Established, TcpState.FinWait1)]
    [InlineData(TcpState.SynSent, TcpState.Close)]
    [InlineData(TcpState.SynRecv, TcpState.FinWait1)]
    [InlineData(TcpState.CloseWait, TcpState.LastAck)]
    [InlineData(TcpState.Listen, TcpState.Close)]
    public void Close_leads_where_the_kernel_says(TcpState from, TcpState to) =>
        Assert.Contains(StateTransitions.OutOf(from), step => step.To == to && step.By == Actor.Application);

    // RFC 9293 figure 5: what the peer's segments do.
    [Theory]
    [InlineData(TcpState.SynSent, TcpState.Established)]
    [InlineData(TcpState.SynSent, TcpState.SynRecv)]
    [InlineData(TcpState.SynRecv, TcpState.Established)]
    [InlineData(TcpState.Established, TcpState.CloseWait)]
    [InlineData(TcpState.FinWait1, TcpState.FinWait2)]
    [InlineData(TcpState.FinWait1, TcpState.Closing)]
    [InlineData(TcpState.FinWait1, TcpState.TimeWait)]
    [InlineData(TcpState.FinWait2, TcpState.TimeWait)]
    [InlineData(TcpState.Closing, TcpState.TimeWait)]
    [InlineData(TcpState.LastAck, TcpState.Close)]
    public void The_peer_leads_where_the_rfc_says(TcpState from, TcpState to) =>
        Assert.Contains(StateTransitions.OutOf(from), step => step.To == to && step.By == Actor.Peer);

    [Fact]
    public void Only_the_application_turns_close_wait_into_last_ack() =>
        Assert.All(StateTransitions.Into(TcpState.LastAck), step =>
            Assert.Equal((TcpState.CloseWait, Actor.Application), (step.From, step.By)));

    [Fact]
    public void Every_state_can_be_reached_from_close()
    {
        HashSet<TcpState> reached = [TcpState.Close];
        while (StateTransitions.All.FirstOrDefault(step => reached.Contains(step.From) && !reached.Contains(step.To)) is { } step)
        {
            reached.Add(step.To);
        }

        Assert.Equal(TcpStateNames.All.Count, reached.Count);
    }
}
