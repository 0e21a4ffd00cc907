/** The page that maps the names of the four libraries maps every one of them. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** Section of the page → every name of the library's documentation. */
const names = {
  STORM: `Model Model.objects ModelManager Meta Meta.suffix _fields _pk_attributes _sk_attributes _gsi_attributes
    Model.__init__ get_pk() get_sk() get_gsi1pk() Model.save() Model.update( Model.delete() is_creatable() to_json()
    Model.DoesNotExist Field Field.__init__ Field.field_type Field.pk Field.sk Field.gsi Field.identifier Field.default
    Field.name Field.__get__ Field.__set__ Field.__set_name__ ModelManager.model objects.get( objects.create( objects.save()
    objects.update() objects.delete() get_save_query get_update_query get_delete_query objects.using( QuerySet
    QuerySet.model QuerySet.using( QuerySet.use_index( QuerySet.limit( QuerySet.filter( QuerySet.get_query()
    QuerySet.__iter__ __next__ ConnectionManager ConnectionManager.client ConnectionManager.table_name table_context(
    DB_TABLE_NAME F( F.query F.names F.values F.__add__ email_gsi moto pydantic single_table_orm.models
    single_table_orm.fields`,
  'PynamoDB Single Table': `SingleTableBaseModel abc.ABC BaseTableModel _PynamodbMeta table_name __table_name__ __str_id_field__
    default_factory EmailStr datetime ensure_table_exists( billing_mode PAY_PER_REQUEST get_or_create( get_by_str( save()
    delete() pydantic pynamodb`,
  DynamORM: `DynaModel Table name hash_key range read write Schema Marshmallow Schematics fields.String() fields.Number()
    validate= ValidationError Book.put( foo.save() Book.get( Book.query( __begins_with Book.scan( __ne boto3`,
  'Simple Single Table': `DynamoDBMemory( DynamodbVersionedResource logger= table_name logzero create_new( read_existing(
    update_existing( resource_id ulid-py Pydantic list[str pagination filter version history GSI`,
}

it.each(Object.entries(names))('the page on Python maps every name of %s', (library, list) => {
  const page = readFileSync(new URL('../../../docs/coming-from-python.md', import.meta.url), 'utf8')
  const section = page.split('\n## ').find((part) => part.startsWith(library)) ?? ''
  const mapped = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split(' | ')[0])
    .join('\n')
  expect(list.split(/\s+/).filter((name) => !mapped.includes(name))).toEqual([])
})
