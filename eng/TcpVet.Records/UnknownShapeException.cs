namespace TcpVet.Records;

/// <summary>A type that the generator does not know how to write as JSON; the message names it and who holds it.</summary>
internal sealed class UnknownShapeException(string message) : Exception(message);
