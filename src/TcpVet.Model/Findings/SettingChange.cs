namespace TcpVet.Model;

/// <summary>A kernel setting's new value that a remedy asks for: what <c>tune</c> may plan.</summary>
/// <param name="Setting">With dots: <c>net.core.somaxconn</c>.</param>
/// <param name="Value">The text to write.</param>
public sealed record SettingChange(string Setting, string Value);
