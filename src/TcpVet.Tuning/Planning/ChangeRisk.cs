namespace TcpVet.Tuning.Planning;

/// <summary>How much can go wrong with a change.</summary>
public enum ChangeRisk
{
    /// <summary>Nothing but memory or the like.</summary>
    Low,

    /// <summary>Some connections or services may suffer.</summary>
    Medium,

    /// <summary>It breaks something that works now.</summary>
    High,
}
