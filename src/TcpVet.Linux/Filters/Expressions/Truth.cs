namespace TcpVet.Linux.Filters;

/// <summary>
/// The answer of a condition in Kleene's three-valued logic: what the kernel did not say about a socket is unknown,
/// and so is its negation. The order of the numbers makes AND the minimum and OR the maximum.
/// </summary>
public enum Truth : byte
{
    /// <summary>The condition does not hold.</summary>
    False = 0,

    /// <summary>It cannot be told: a filter never matches on it.</summary>
    Unknown = 1,

    /// <summary>The condition holds.</summary>
    True = 2,
}

/// <summary>The operations of <see cref="Truth"/>.</summary>
internal static class TruthLogic
{
    internal static Truth Of(bool value) => value ? Truth.True : Truth.False;

    internal static Truth Not(this Truth value) => (Truth)(2 - (int)value);

    internal static Truth And(this Truth left, Truth right) => left < right ? left : right;

    internal static Truth Or(this Truth left, Truth right) => left > right ? left : right;
}
