using TcpVet.Model;

namespace TcpVet.Rules.Watching;

/// <summary>What became of a finding.</summary>
public enum FindingChange
{
    /// <summary>It is there now, and no flicker.</summary>
    Appeared,

    /// <summary>It is graver than it was said to be.</summary>
    Worsened,

    /// <summary>It is gone for long enough.</summary>
    Cleared,
}

/// <summary>A change that is worth a line.</summary>
/// <param name="Change">What became of it.</param>
/// <param name="Finding">The finding as it was last seen.</param>
/// <param name="Since">When it was first seen.</param>
public sealed record FindingEvent(FindingChange Change, Finding Finding, DateTimeOffset Since);
