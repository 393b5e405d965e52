using TcpVet.Rules.Catalog;
using TcpVet.Rules.Engine;

namespace TcpVet.Operations.Settings;

/// <summary>Thresholds on the command line: <c>--set TV101.min_count=10</c>.</summary>
public static class Thresholds
{
    /// <summary>The settings with one more threshold.</summary>
    /// <exception cref="RequestException">It is no KEY=VALUE, there is no such key, or the value is none.</exception>
    public static RuleSettings With(RuleSettings settings, string word)
    {
        int equals = word.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new RequestException($"--set: expected KEY=VALUE such as TV101.min_count=10, found '{word}'");
        }

        try
        {
            return settings.With(word[..equals].Trim(), word[(equals + 1)..].Trim(), "--set");
        }
        catch (RuleSettingException exception)
        {
            throw new RequestException($"--set: {exception.Message}");
        }
    }
}
