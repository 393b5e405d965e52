namespace TcpVet.Model.Records;

/// <summary>How many items a list may have in a document; <see cref="RecordText.MostItems"/> where nothing says otherwise.</summary>
/// <param name="items">The number; as many as what writes the list keeps.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AtMostAttribute(int items) : Attribute
{
    /// <summary>The number.</summary>
    public int Items { get; } = items;
}
