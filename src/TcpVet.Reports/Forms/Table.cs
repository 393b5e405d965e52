namespace TcpVet.Reports.Forms;

/// <summary>The columns of a report: a head, a side to stand on, and how an item fills the cell.</summary>
/// <typeparam name="T">The items.</typeparam>
public sealed class Table<T>
    where T : class
{
    private readonly List<Column> columns = [];
    private readonly List<Func<T, Cell>> cells = [];

    /// <summary>The columns, from left to right.</summary>
    public IReadOnlyList<Column> Columns => columns;

    /// <summary>Adds a column of words.</summary>
    /// <param name="head">Its head, as it is written.</param>
    /// <param name="cell">Makes the cell of an item.</param>
    public Table<T> Add(string head, Func<T, Cell> cell) => Add(head, Align.Left, cell, null);

    /// <summary>Adds a column of numbers, which stand right.</summary>
    /// <param name="head">Its head, as it is written.</param>
    /// <param name="cell">Makes the cell of an item.</param>
    /// <param name="shortHead">The head on a narrow screen; null for none.</param>
    public Table<T> AddNumber(string head, Func<T, Cell> cell, string? shortHead = null) => Add(head, Align.Right, cell, shortHead);

    /// <summary>The cells of an item.</summary>
    public Cell[] Row(T item)
    {
        Cell[] row = new Cell[cells.Count];
        for (int i = 0; i < row.Length; i++)
        {
            row[i] = cells[i](item);
        }

        return row;
    }

    private Table<T> Add(string head, Align align, Func<T, Cell> cell, string? shortHead)
    {
        columns.Add(new Column(head, align, shortHead));
        cells.Add(cell);
        return this;
    }
}
