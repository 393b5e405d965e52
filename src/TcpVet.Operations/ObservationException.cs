namespace TcpVet.Operations;

/// <summary>Something could not be observed or done. One line says what to do.</summary>
/// <param name="message">The line; raw text, which the surface makes safe.</param>
public sealed class ObservationException(string message) : Exception(message);
