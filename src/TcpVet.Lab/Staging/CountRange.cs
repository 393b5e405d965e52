namespace TcpVet.Lab.Staging;

/// <summary>How many of its things a scenario makes.</summary>
/// <param name="Default">When nobody asks for another number; enough for the rule's default thresholds.</param>
/// <param name="Low">The fewest.</param>
/// <param name="High">The most, so that the host stays usable and no descriptor limit is met.</param>
/// <param name="Of">What is counted, in the plural: <c>connections</c>.</param>
public readonly record struct CountRange(int Default, int Low, int High, string Of)
{
    /// <summary>True when the number is allowed.</summary>
    public bool Holds(int count) => count >= Low && count <= High;
}
