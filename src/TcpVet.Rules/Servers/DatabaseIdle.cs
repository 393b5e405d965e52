using TcpVet.Model;
using TcpVet.Rules.Wording;

namespace TcpVet.Rules.Servers;

/// <summary>What the rules about proxies in front of databases say alike: when an idle time is short, why that hurts, what the pool can
/// do.</summary>
internal static class DatabaseIdle
{
    // AMQP peers send a heartbeat each half of the negotiated time-out, which is 60 s by default (rabbitmq.com, Detecting Dead TCP
    // Connections with Heartbeats): such a session is never silent for longer.
    private const double HeartbeatMs = 30_000;

    /// <summary>What logs say when a pool meets a closed session.</summary>
    public static IReadOnlyList<string> Complaints { get; } =
        ["server closed the connection unexpectedly", "MySQL server has gone away", "Communications link failure"];

    /// <summary>What the pool can do, whatever stands before the database.</summary>
    public static Remedy Pool { get; } = new(RemedyLevel.Application, "Give the pool a maximum lifetime or an idle limit below that");

    /// <summary>Whether an idle time cuts sessions of pools.</summary>
    /// <param name="database">The product.</param>
    /// <param name="ms">The idle time.</param>
    /// <param name="shortest">The threshold, in ms.</param>
    public static bool IsShort(string database, double ms, double shortest) =>
        ms > 0 && (database == "RabbitMQ" ? ms <= HeartbeatMs : ms < shortest);

    /// <summary>The title of a finding.</summary>
    /// <param name="proxy">Whose timeout it is: <c>nginx</c>.</param>
    /// <param name="database">The product.</param>
    /// <param name="place">Behind the product, <c> in backend db</c>; empty where nothing is to be said.</param>
    /// <param name="ms">The idle time.</param>
    /// <param name="setting">What it is called.</param>
    /// <param name="isShort">Whether it is too short, or else too long.</param>
    public static Phrase Title(string proxy, string database, Phrase place, double ms, string setting, bool isShort) => isShort
        ? (Phrase)$"{proxy} ends idle sessions of {database}{place} after {Figure.Time(ms)}: {setting}"
        : (Phrase)$"{proxy} keeps silent sessions of {database}{place} for {Figure.Time(ms)}, and nothing probes them: {setting}";

    /// <summary>Why it hurts.</summary>
    public static Phrase Cause(bool isShort) => isShort
        ? "Pools of database clients keep idle connections for longer, and send the next query on one that is closed."
        : "A session whose other end is gone is noticed by data, by keepalive probes, or never.";
}
