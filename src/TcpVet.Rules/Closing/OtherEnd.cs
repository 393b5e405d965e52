using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Closing;

/// <summary>Connections between two programs of one host: what one end does wrong shows at the other end as well.</summary>
internal static class OtherEnd
{
    /// <summary>True when two findings are about the two ends of the same connections: the peer of one is the service of the
    /// other.</summary>
    public static bool IsOf(Finding symptom, Finding cause, RuleInput input) =>
        Meets(symptom.Subject.Peer, cause.Subject.Local, input) || Meets(cause.Subject.Peer, symptom.Subject.Local, input);

    private static bool Meets(InetEndpoint? peer, InetEndpoint? service, RuleInput input) =>
        peer is { Port: > 0 } to && service is { Port: > 0 } at && Related.SameEndpoint(to, at) && input.IsLocalAddress(to.Addr);
}
