namespace MimRepro.Data;
