using TcpVet.Model;

namespace TcpVet.Rules;

/// <summary>Every rule, one a line, sorted by code. The comment is what the developer tool sorts by; a test holds it to the rule's own code.</summary>
public static class RuleCatalog
{
    /// <summary>The rules in the order of their codes.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        new Closing.CloseWaitLeak(), // TV101
        new Closing.CloseWaitUnread(), // TV102
        new Closing.SocketFdLeak(), // TV103
        new Closing.TimeWaitOnServer(), // TV104
        new Closing.TimeWaitOnClient(), // TV105
        new Closing.TimeWaitOverflow(), // TV106
        new Closing.FinWait1PileUp(), // TV107
        new Closing.FinWait2Orphans(), // TV108
        new Closing.FinWait2Held(), // TV109
        new Closing.LastAckPileUp(), // TV110
        new Closing.ClosingStuck(), // TV111
        new Closing.OrphanPressure(), // TV112
        new Closing.IdleWithoutKeepalive(), // TV113
        new Closing.KeepaliveTooSlow(), // TV114
        new Closing.ConnectionChurn(), // TV115
        new Closing.EstablishedLeak(), // TV116
        new Handshake.AcceptQueueFull(), // TV201
        new Handshake.AcceptQueueOverflowed(), // TV202
        new Handshake.BacklogCapped(), // TV203
        new Handshake.SynFlood(), // TV204
        new Handshake.SlowHandshakes(), // TV205
        new Handshake.SyncookiesOff(), // TV206
        new Handshake.SynRecvStuck(), // TV207
        new Handshake.HalfEstablished(), // TV208
        new Handshake.ConnectUnanswered(), // TV209
        new Handshake.ConnectFanOut(), // TV210
        new Handshake.ReloadResets(), // TV211
        new Ports.EphemeralPortsLow(), // TV301
        new Ports.BindBeforeConnect(), // TV302
        new Ports.BindConflict(), // TV303
        new Ports.EphemeralRangeOverlaps(), // TV304
        new Path.ZeroWindowPeer(), // TV401
        new Path.BlackHole(), // TV402
        new Path.ReaderStalled(), // TV403
        new Path.RetransmitStorm(), // TV404
        new Path.BufferLimited(), // TV405
        new Path.NatTimestamps(), // TV406
        new Path.ResetsSent(), // TV407
        new Path.ResetsReceived(), // TV408
        new Host.TcpMemoryPressure(), // TV501
        new Host.ConntrackFull(), // TV502
        new Host.ConntrackIdle(), // TV503
        new Host.DescriptorsExhausted(), // TV504
        new Host.SoftnetDrops(), // TV505
        new Host.UdpReceiveDrops(), // TV506
        new Settings.SettingRemoved(), // TV601
        new Settings.SettingUnknown(), // TV602
        new Settings.ValueRejected(), // TV603
        new Settings.SettingNoEffect(), // TV604
        new Settings.SettingOverridden(), // TV605
        new Settings.SettingWrongNamespace(), // TV606
        new Settings.TwRecycle(), // TV611
        new Settings.TwBucketsLowered(), // TV612
        new Settings.PortRangeTooLow(), // TV613
        new Settings.FinTimeoutMyth(), // TV614
        new Settings.TwReuseMyth(), // TV615
        new Settings.KeepaliveMyth(), // TV616
        new Settings.SyncookiesDisabled(), // TV617
        new Settings.RetriesTooLow(), // TV618
        new Settings.Rfc1337Stalls(), // TV619
        new Settings.MemoryLimits(), // TV620
        new Settings.LimitLowered(), // TV621
        new Settings.FeatureSwitchedOff(), // TV622
        new Servers.ConnectionTimeoutTooShort(), // TV701
        new Servers.ConnectionTimeoutInfinite(), // TV702
        new Servers.KeepAliveBelowPool(), // TV703
        new Servers.AcceptCountCapped(), // TV704
        new Servers.AcceptCountHidesOverload(), // TV705
        new Servers.ConnectionsAboveDescriptors(), // TV706
        new Servers.ConnectionsBelowThreads(), // TV707
        new Servers.ConnectionsUnlimited(), // TV708
        new Servers.ThreadsBesideExecutor(), // TV709
        new Servers.ExecutorNotFound(), // TV710
        new Servers.OneRequestPerConnection(), // TV711
        new Servers.AttributeUnknown(), // TV712
        new Servers.AttributeValueIgnored(), // TV713
        new Servers.CloseResets(), // TV714
        new Servers.AcceptCountNotInForce(), // TV715
        new Servers.NginxBacklogCapped(), // TV721
        new Servers.NginxConnectionsBeyondDescriptors(), // TV722
        new Servers.NginxUpstreamWithoutKeepalive(), // TV723
        new Servers.NginxUpstreamKeepaliveVoid(), // TV724
        new Servers.NginxUpstreamIdleTooLong(), // TV725
        new Servers.NginxKeepaliveOff(), // TV726
        new Servers.NginxKeepaliveRequestsLow(), // TV727
        new Servers.NginxUpstreamPortsLow(), // TV728
        new Servers.NginxListenOptionsTwice(), // TV729
        new Servers.NginxTimeoutTooShort(), // TV730
        new Servers.NginxTimeoutTooLong(), // TV731
        new Servers.NginxFixedBuffers(), // TV732
        new Servers.NginxLingeringOff(), // TV733
        new Servers.HAProxyTimeoutUnset(), // TV741
        new Servers.HAProxyTunnelWithoutFinTimeout(), // TV742
        new Servers.HAProxyNolinger(), // TV743
        new Servers.HAProxyRequestTimeUnlimited(), // TV744
        new Servers.HAProxyBacklogCapped(), // TV745
        new Servers.HAProxyMaxconnBeyondDescriptors(), // TV746
        new Servers.HAProxyTcpTimeoutsDiffer(), // TV747
        new Servers.HAProxyKeepAliveOff(), // TV748
        new Servers.HAProxyTimeoutTooShort(), // TV749
        new Servers.HAProxyReuseOff(), // TV750
        new Servers.HAProxyServerIdleTooLong(), // TV751
        new Servers.HAProxySourcePortsFew(), // TV752
        new Servers.HAProxyMaxconnVoid(), // TV753
        new Servers.KeepAliveHoldsWorkers(), // TV761
        new Servers.WorkersAboveLimit(), // TV762
        new Servers.HttpdBacklogCapped(), // TV763
        new Servers.KeepAliveOff(), // TV764
        new Servers.TimeoutHoldsWorkers(), // TV765
        new Servers.ProxyWithoutReuse(), // TV766
        new Servers.ProxyPoolOutlivesServer(), // TV767
        new Servers.HttpdBacklogNotInForce(), // TV769
        new Servers.RequestsWithoutTimeout(), // TV770
    ];

    /// <summary>The rule with a code or name, in either case, with <c>-</c>, <c>_</c> or nothing between the words; null when there is none.</summary>
    public static Rule? Find(string codeOrName)
    {
        string key = Squeeze(codeOrName);
        return All.FirstOrDefault(rule => Squeeze(rule.Code) == key || Squeeze(rule.Name) == key);
    }

    /// <summary>Up to three names of rules that resemble a text, nearest first.</summary>
    public static IReadOnlyList<string> Near(string text) =>
        TextDistance.Nearest(Squeeze(text), All.Select(rule => rule.Name), Squeeze, most: 3);

    private static string Squeeze(string text) =>
        text.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();
}
