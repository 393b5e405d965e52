using TcpVet.Operations.Namespaces;

namespace TcpVet.Operations.Sources;

/// <summary>Where to look.</summary>
/// <param name="Netns">
/// A namespace by its name, a path, a process id, or <see cref="LiveNamespaces.Every"/>; null for the own one or the first of a record.
/// </param>
/// <param name="Record">A file to work on instead of the live kernel: a capture or a raw sock_diag dump; null for none.</param>
public sealed record PlaceRequest(string? Netns, FileInfo? Record);
