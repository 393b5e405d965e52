using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Catalog;

/// <summary>Every rule, one a line, sorted by code. The comment is what the developer tool sorts by; a test holds it to the rule's own
/// code.</summary>
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
        new Closing.IdlePoolSaturated(), // TV117
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
        new Handshake.ConnectRefused(), // TV212
        new Handshake.AcceptStalled(), // TV213
        new Handshake.SelfConnection(), // TV214
        new Handshake.InheritedListener(), // TV215
        new Handshake.OneFamilyUnreachable(), // TV216
        new Handshake.PublishedPortDead(), // TV217
        new Handshake.ConnectFailed(), // TV218
        new Ports.EphemeralPortsLow(), // TV301
        new Ports.BindBeforeConnect(), // TV302
        new Ports.BindConflict(), // TV303
        new Ports.EphemeralRangeOverlaps(), // TV304
        new Paths.ZeroWindowPeer(), // TV401
        new Paths.BlackHole(), // TV402
        new Paths.ReaderStalled(), // TV403
        new Paths.RetransmitStorm(), // TV404
        new Paths.BufferLimited(), // TV405
        new Paths.NatTimestamps(), // TV406
        new Paths.ResetsSent(), // TV407
        new Paths.ResetsReceived(), // TV408
        new Paths.ReversePathDrops(), // TV409
        new Paths.PathMtuBlackHole(), // TV410
        new Paths.KernelDrops(), // TV411
        new Host.TcpMemoryPressure(), // TV501
        new Host.ConntrackFull(), // TV502
        new Host.ConntrackIdle(), // TV503
        new Host.DescriptorsExhausted(), // TV504
        new Host.SoftnetDrops(), // TV505
        new Host.UdpReceiveDrops(), // TV506
        new Host.UdpUnanswered(), // TV507
        .. Settings.SettingRules.All, // TV6
        new Servers.Tomcat.ConnectionTimeoutTooShort(), // TV701
        new Servers.Tomcat.ConnectionTimeoutInfinite(), // TV702
        new Servers.Chains.KeepAliveBelowPool(), // TV703
        new Servers.Tomcat.AcceptCountCapped(), // TV704
        new Servers.Tomcat.AcceptCountHidesOverload(), // TV705
        new Servers.Tomcat.ConnectionsAboveDescriptors(), // TV706
        new Servers.Tomcat.ConnectionsBelowThreads(), // TV707
        new Servers.Tomcat.ConnectionsUnlimited(), // TV708
        new Servers.Tomcat.ThreadsBesideExecutor(), // TV709
        new Servers.Tomcat.ExecutorNotFound(), // TV710
        new Servers.Tomcat.OneRequestPerConnection(), // TV711
        new Servers.Tomcat.AttributeUnknown(), // TV712
        new Servers.Tomcat.AttributeValueIgnored(), // TV713
        new Servers.Tomcat.CloseResets(), // TV714
        new Servers.Tomcat.AcceptCountNotInForce(), // TV715
        new Servers.Tomcat.ConnectorAttributeRetired(), // TV716
        new Servers.Tomcat.AjpWithoutSecret(), // TV717
        new Servers.Tomcat.AjpWaitsForEver(), // TV718
        new Servers.Nginx.NginxBacklogCapped(), // TV721
        new Servers.Nginx.NginxConnectionsBeyondDescriptors(), // TV722
        new Servers.Nginx.NginxUpstreamWithoutKeepalive(), // TV723
        new Servers.Nginx.NginxUpstreamKeepaliveVoid(), // TV724
        new Servers.Chains.NginxUpstreamIdleTooLong(), // TV725
        new Servers.Nginx.NginxKeepaliveOff(), // TV726
        new Servers.Nginx.NginxKeepaliveRequestsLow(), // TV727
        new Servers.Nginx.NginxUpstreamPortsLow(), // TV728
        new Servers.Nginx.NginxListenOptionsTwice(), // TV729
        new Servers.Nginx.NginxTimeoutTooShort(), // TV730
        new Servers.Nginx.NginxTimeoutTooLong(), // TV731
        new Servers.Nginx.NginxFixedBuffers(), // TV732
        new Servers.Nginx.NginxLingeringOff(), // TV733
        new Servers.Nginx.NginxLineRetired(), // TV734
        new Servers.Nginx.NginxStreamIdleTimeout(), // TV735
        new Servers.HAProxy.HAProxyTimeoutUnset(), // TV741
        new Servers.HAProxy.HAProxyTunnelWithoutFinTimeout(), // TV742
        new Servers.HAProxy.HAProxyNolinger(), // TV743
        new Servers.HAProxy.HAProxyRequestTimeUnlimited(), // TV744
        new Servers.HAProxy.HAProxyBacklogCapped(), // TV745
        new Servers.HAProxy.HAProxyMaxconnBeyondDescriptors(), // TV746
        new Servers.HAProxy.HAProxyTcpTimeoutsDiffer(), // TV747
        new Servers.HAProxy.HAProxyKeepAliveOff(), // TV748
        new Servers.HAProxy.HAProxyTimeoutTooShort(), // TV749
        new Servers.HAProxy.HAProxyReuseOff(), // TV750
        new Servers.Chains.HAProxyServerIdleTooLong(), // TV751
        new Servers.HAProxy.HAProxySourcePortsFew(), // TV752
        new Servers.HAProxy.HAProxyMaxconnVoid(), // TV753
        new Servers.HAProxy.HAProxyLineRetired(), // TV754
        new Servers.HAProxy.HAProxyDatabaseIdleTimeout(), // TV755
        new Servers.Httpd.KeepAliveHoldsWorkers(), // TV761
        new Servers.Httpd.WorkersAboveLimit(), // TV762
        new Servers.Httpd.HttpdBacklogCapped(), // TV763
        new Servers.Chains.KeepAliveOff(), // TV764
        new Servers.Httpd.TimeoutHoldsWorkers(), // TV765
        new Servers.Httpd.ProxyWithoutReuse(), // TV766
        new Servers.Chains.ProxyPoolOutlivesServer(), // TV767
        new Servers.Httpd.HttpdBacklogNotInForce(), // TV769
        new Servers.Httpd.RequestsWithoutTimeout(), // TV770
        new Servers.Httpd.HttpdLineRetired(), // TV771
        new Servers.Httpd.RewriteToUndeclaredWorker(), // TV772
    ];

    /// <summary>The rule with a code or name, in either case, with <c>-</c>, <c>_</c> or nothing between the words; null when there is
    /// none.</summary>
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
