namespace TcpVet.Operations;

/// <summary>What was asked for is wrong: a filter, a file, a name, or two wishes that contradict each other. One line says what and
/// where.</summary>
/// <param name="message">The line; raw text, which the surface makes safe.</param>
public sealed class RequestException(string message) : Exception(message)
{
    /// <summary>Where in a file the mistake stands, which may be told where the file's words may not; null when it is in none.</summary>
    public string? Place { get; init; }
}
