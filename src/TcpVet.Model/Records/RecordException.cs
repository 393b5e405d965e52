namespace TcpVet.Model.Records;

/// <summary>A document is not the record that was expected; the message says where and what.</summary>
public sealed class RecordException(string message, Exception? inner = null) : Exception(message, inner);
