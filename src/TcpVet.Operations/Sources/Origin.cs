using TcpVet.Operations.Namespaces;

namespace TcpVet.Operations.Sources;

/// <summary>Where and when an answer was observed.</summary>
/// <param name="Host">The host's name.</param>
/// <param name="TakenAt">When it was observed.</param>
/// <param name="Netns">The namespace, or <see cref="LiveNamespaces.Every"/>.</param>
public sealed record Origin(string Host, DateTimeOffset TakenAt, string Netns)
{
    /// <summary>The origin of an answer about one place or several: host and time of the first.</summary>
    /// <param name="places">At least one.</param>
    public static Origin Of(IReadOnlyList<Place> places) =>
        new(places[0].Host, places[0].TakenAt, places.Count == 1 ? places[0].Label : LiveNamespaces.Every);
}
